"""In which order of memory results lie, and that what is summed of them has NumPy's bits."""

import numlir as nb
import numpy as np
import pytest

FUNCTIONS = {
    "elementwise": lambda c: (-c, c + c, np.abs(c), c > 0, np.where(c > 0, c, 0), c**2, c + c[0], np.clip(c, 0, 1)),
    "empty": lambda c: (np.empty_like(c), np.empty_like(c, np.int64)),
    "likes": lambda c: (np.zeros_like(c), np.ones_like(c, np.int64), np.full_like(c, 2.0), np.copy(c)),
    "orders of likes": lambda c: (np.zeros_like(c, order="C"), np.ones_like(c, order="F"), np.full_like(c, 1.0, order="A")),
    "other shapes": lambda c: (np.zeros_like(c, shape=(2, 3)), np.full_like(c, [1.0, 2, 3, 4, 5, 6])),
    "copies": lambda c: (c.copy(), np.array(c), np.array(c, order="C"), np.ascontiguousarray(c), np.asfortranarray(c)),
    "joined": lambda c: (np.concatenate((c, c)), np.concatenate([c, c, c], axis=1), np.vstack((c, c)), np.hstack((c, c))),
    "joined with others": lambda c: (np.concatenate((c, np.ones((2, 6)))), np.append(c, c, axis=1), np.column_stack((c, c))),
    "taken": lambda c: (np.take(c, np.array([1, 0]), axis=0), np.take(c, np.array([1, -1]), axis=1), np.take(c, np.array([[1, 0], [2, 3]]))),
    "selected": lambda c: (c[np.array([1, 0])], c[:, np.array([1, 0])], c[np.array([True, False] * 2)], np.compress(np.array([True, False] * 3), c, axis=1)),
    "scans": lambda c: (np.cumsum(c, axis=0), np.cumprod(c, axis=1), np.nancumsum(c, axis=0), np.diff(c, axis=1)),
    "moved": lambda c: (np.roll(c, 1, axis=1), np.roll(c, (1, 2), axis=(0, 1)), np.repeat(c, 2, axis=1), np.tile(c, (2, 2)), np.flip(c).copy()),
    "cut": lambda c: (np.delete(c, 1, axis=0), np.delete(c, [1, 2], axis=0), np.delete(c, [1, 2], axis=1), np.insert(c, 1, 0.0, axis=0), np.insert(c, [1, 2], 1.0, axis=1)),
    "sorted": lambda c: (np.sort(c, axis=0), np.sort(c, axis=1), np.argsort(c, axis=0), np.partition(c, 1, axis=0)),
    "stacked": lambda c: (np.stack((c, c)), np.stack([c, c], axis=1), np.stack((c, c), axis=-1), np.dstack((c, c)), np.dstack([c, c, c]), np.stack((c, c[::-1].copy()))),
    "padded": lambda c: (np.pad(c, 1), np.pad(c, ((1, 2), (0, 3)), mode="wrap"), np.pad(c, 2, mode="reflect"), np.pad(c, 1, mode="mean"), np.pad(c, 2, mode="edge")),
    "differences": lambda c: (np.diff(c, axis=0), np.diff(c, 2, axis=0), np.diff(c, axis=1, prepend=0), np.diff(c, axis=0, append=c)),
    "chosen": lambda c: (np.select([c > 0, c < -1], [c, -c]), np.choose((c > 0).astype(np.int64), (c, -c)), np.piecewise(c, [c > 0], [1, 2])),
    "slopes": lambda c: (np.gradient(c, axis=1), np.gradient(c)[0], np.isnan(c), np.round(c, 1), np.triu(c)),
}


def layouts(shape):
    a = np.random.default_rng(sum(shape)).normal(size=(2 * shape[0], 2 * shape[1]))
    plain = a[: shape[0], : shape[1]].copy()
    return [plain, np.asfortranarray(plain), a[::2, ::2], plain[::-1]]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_orders(name):
    function = FUNCTIONS[name]
    compiled = nb.njit(function)
    for a in layouts((4, 6)):
        for actual, expected in zip(compiled(a), function(a), strict=True):
            assert actual.shape == expected.shape and actual.dtype == expected.dtype
            assert actual.flags.c_contiguous == expected.flags.c_contiguous
            assert actual.flags.f_contiguous == expected.flags.f_contiguous
            assert name != "stacked" or actual.strides == expected.strides
            if name != "empty":
                np.testing.assert_array_equal(actual, expected)


SUMS = {
    "of copies": lambda c, p: (c.copy().sum(), c.copy().sum(axis=0), c.copy().sum(axis=1), np.ascontiguousarray(c).sum()),
    "of products with copies": lambda c, p: ((c.copy() * c).sum(axis=1), (c.copy() + c.copy()).sum(), c.copy().prod(axis=1)),
    "of turned copies": lambda c, p: (c.T.copy().sum(axis=0), np.array(c.T, order="C").sum(), c[:, ::-1].copy().sum(axis=1)),
    "of what is taken": lambda c, p: (np.take(c, p, axis=1).sum(axis=1), np.take(c, p, axis=1).sum(), np.take(c, p % 3, axis=0).sum()),
    "of what is selected": lambda c, p: (c[:, p].copy().sum(), c[::-1][:, p].sum(axis=1), c[:, p].copy().sum(axis=1), c[p % 3].sum()),
    "of what is joined": lambda c, p: (np.concatenate((c, c), axis=1).sum(), np.roll(c, 1, axis=1).sum(axis=1), np.vstack((c, c)).sum(axis=0)),
    "of lines": lambda c, p: (c.ravel().sum(), c.flatten().sum(), c.T.ravel().sum(), c.reshape(-1).sum(), c.T.flatten().sum()),
}


@pytest.mark.parametrize("name", SUMS)
def test_sums(name):
    function = SUMS[name]
    compiled = nb.njit(function)
    for shape in ((5, 40), (40, 5), (3, 300), (1, 40)):
        p = np.random.default_rng(1).integers(0, shape[1], 37)
        for a in layouts(shape):
            a = a if shape[0] > 2 else np.repeat(a, 3, axis=0)
            for actual, expected in zip(compiled(a, p), function(a, p), strict=True):
                np.testing.assert_array_equal(actual, expected)

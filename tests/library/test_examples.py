"""What examples of NumPy's documentation showed to be missing, beside NumPy."""

import numpy as np
import pytest
from compare import check

import numlir as nb

RNG = np.random.default_rng(11)
MATRIX = np.arange(12).reshape(3, 4)


def sizes(a):
    return np.size(a, (0, 1)), np.size(a, (-1,)), np.size(a, ()), np.size(a, axis=0)


def flat_places(a):
    return np.ravel_multi_index(a, (7, 6)), np.ravel_multi_index(a, (4, 6), mode="clip", order="F")


def dtypes_by_texts(a):
    kinds = np.issubdtype("i4", np.signedinteger), np.issubdtype("f4", np.integer), np.issubdtype("u2", np.uint16)
    return kinds, np.zeros(2, np.result_type("i4", "c8")), np.zeros(1, np.result_type("i2", a))


def clipped(a):
    return np.clip(a, [3, 4, 1], 8), a.clip((3, 4, 1), range(5, 8)), np.clip(5, [1, 2], [3, 9])


def slopes(a):
    return np.gradient(a, 2.0, [1.0, 1.5, 3.5]), np.gradient(a, (1.0, 1.5, 3.5), axis=1)


def powers(a):
    return np.logspace(2.0, 3.0, num=4, base=a), np.logspace(2.0, 3.0, num=4, base=[2.0, 3.0], axis=-1)


def indices(a):
    return np.delete(a, np.s_[::2], 1), a[np.s_[1:, ::2]], a[np.index_exp[1:]], a[np.s_[..., 1]], a[np.s_[1]], a[np.index_exp[-1]]


def ranges(a):
    a[...] = range(5)
    a[range(1, 3)] = range(7, 9)
    both = np.stack([range(3), range(1, 4)]), np.array((range(3), range(3, 6))), np.array(([7, 8, 9], range(3)))
    return np.sqrt(range(5)), a + range(5), np.minimum(range(3), 1), a[range(0, 5, 2)], both, np.dot(range(3), range(3)), a


@pytest.mark.parametrize(
    ("function", "argument"),
    [
        (sizes, np.zeros((2, 3, 4))),
        (flat_places, np.array([[3, 6, 6], [4, 5, 1]])),
        (flat_places, np.array([[3, 6, 6]])),
        (flat_places, np.array([[3, 7], [4, 5]])),
        (dtypes_by_texts, np.zeros(1, np.float32)),
        (clipped, np.array([1, 5, 9])),
        (slopes, np.array([[1, 2, 6], [3, 4, 5.0]])),
        (powers, np.array([2.0, 3.0])),
        (indices, MATRIX),
        (ranges, np.ones(5)),
    ],
)
def test_examples(function, argument):
    check(nb.njit(function), argument, tolerance=1e-15)


def bins(rule):
    def f(a):
        return np.histogram(a, rule), np.histogram_bin_edges(a, rule, range=(0, 5))

    return f


@pytest.mark.parametrize("rule", ["auto", "doane", "fd", "rice", "scott", "sqrt", "sturges"])
@pytest.mark.parametrize(
    "a", [RNG.normal(size=200), RNG.integers(0, 9, 50), RNG.random((4, 5), np.float32), np.full(7, 2.0), np.zeros(0)], ids=str
)
def test_bins_by_rules(rule, a):
    check(nb.njit(bins(rule)), a, tolerance=1e-14)


def test_no_bins_by_other_rules():
    with pytest.raises(nb.errors.TypingError, match="the rules for the number of bins are"):
        nb.njit(bins("stone"))(np.ones(3))


def test_identity_of_arrays():
    @nb.njit
    def f(a, b):
        return a is b, np.asarray(a) is a, a.copy() is a, a[1:] is a, a is not b, a is not a, a is np.zeros(1)

    a = np.arange(3.0)
    assert f(a, a) == (True, True, False, False, False, False, False)
    assert f(a, a.copy()) == (False, True, False, False, True, False, False)
    assert f(a, np.arange(3)) == (False, True, False, False, True, False, False)
    assert f(a, np.zeros((3, 1))) == (False, True, False, False, True, False, False)

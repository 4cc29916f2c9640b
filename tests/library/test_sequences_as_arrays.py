"""Lists and tuples where NumPy takes what is like an array."""


import numlir as nb
import numpy as np
import pytest
from comparing import executed
from compare import check

MATRIX, VECTOR, PAIR = [[2.0, 1.0], [1.0, 4.0]], [3, 1, 2], (1.5, -2.5)

CALLS = [
    "np.dot(v, v)", "np.dot(m, p)", "np.inner(v, v)", "np.vdot(p, p)", "np.outer(v, p)", "np.kron(v, p)", "np.matmul(m, m)",
    "np.matmul(m, p)", "np.squeeze([v], 0)", "np.ravel(m)", "np.reshape(v, (3, 1))", "np.broadcast_to(v, (2, 3))",
    "np.expand_dims(p, 0)", "np.clip(v, 1, 2)", "np.clip(p, min=0)", "np.round(p, 1)", "np.transpose(m)", "np.swapaxes(m, 0, 1)",
    "np.linalg.inv(m)", "np.linalg.det(m)", "np.linalg.slogdet(m)[1]", "np.linalg.solve(m, p)", "np.linalg.cholesky(m)",
    "np.linalg.eigvalsh(m)", "np.linalg.pinv(m)", "np.linalg.matrix_rank(m)", "np.linalg.matrix_power(m, 3)",
    "np.linalg.svd(m)[1]", "np.linalg.cond(m)", "np.linalg.norm(v)", "np.linalg.lstsq(m, p)[0]", "np.sum(v)",
    "np.mean(m, axis=0)", "np.sort(v)", "np.argsort(p)", "np.unique(v)", "np.diff(v)", "np.cumsum(p)", "np.median(v)",
    "np.percentile(v, 50)", "np.histogram(v, 2)", "np.bincount(v)", "np.interp(p, [0, 1, 2], v)", "np.trace(m)", "np.repeat(v, 2)",
    "np.tile(p, 2)", "np.roll(v, 1)", "np.flip(v)", "np.take(v, [0, 2])", "np.where([True, False], p, 0)", "np.isin(v, [1])",
    "np.concatenate((v, p))", "np.stack((v, v))", "np.vstack((v, v))", "np.cross(v, v)", "np.convolve(v, p)", "np.any(m)",
    "np.shape(m)", "np.ndim(m)", "np.size(m)", "np.size(m, 1)", "np.real(p)", "np.imag([1j])", "np.angle(p)", "np.iscomplexobj([1j])",
    "np.isrealobj(v)", "np.isposinf(p)", "np.isneginf(p)", "np.around(p, 1)", "np.nan_to_num([np.nan, 1.0])", "np.sort_complex(v)",
    "np.atleast_1d(v)", "np.atleast_2d(v)", "np.atleast_3d(m)", "np.atleast_2d(v, p, 3)", "np.broadcast_arrays(v, 2.5, [[1], [2]])",
    "np.diagonal(m)", "np.matrix_transpose(m)", "np.linalg.diagonal(m)", "np.linalg.trace(m)", "np.linalg.svdvals(m)",
    "np.linalg.outer(v, p)", "np.lexsort((v, [1, 1, 0]))", "np.tensordot(m, m)", "np.tensordot(m, m, axes=([0], [1]))",
    "np.tensordot(m, p, ([1], [0]))", "np.vecdot(v, v)", "np.matvec(m, p)", "np.vecmat(p, m)", "np.polyval(v, p)", "np.polyval(p, m)",
    "np.expand_dims(2.5, 0)", "np.cumulative_sum(2.5)",
]  # fmt: skip


def function_of(call):
    name = f"<sequences {call}>"
    text = f"def f(m, v, p):\n    return {call}\n"
    space = executed(text, name, {"np": np})
    return nb.njit(space["f"])


@pytest.mark.parametrize("call", CALLS)
def test_sequences(call):
    check(function_of(call), MATRIX, VECTOR, PAIR, tolerance=1e-14)


@nb.njit
def drawn(items):
    np.random.seed(7)
    np.random.shuffle(items)
    generator = np.random.default_rng(7)
    others = [1.5, 2.5, 3.5, 4.5]
    generator.shuffle(others)
    return (
        items,
        others,
        np.random.choice([1, 2, 3], 4),
        np.random.permutation([3, 4, 5]),
        np.random.multivariate_normal([0, 1], [[1, 0], [0, 2]]),
        generator.choice((1.5, 2.5), 3),
        generator.permutation([1, 2, 3]),
    )


def test_sequences_are_shuffled_and_chosen_from():
    for ours, theirs in zip(drawn([1, 2, 3, 4, 5]), drawn.py_func([1, 2, 3, 4, 5]), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-14)


@nb.njit
def windows(a):
    return np.lib.stride_tricks.as_strided(a, shape=[2, 2], strides=[8, 8])


def test_shapes_in_lists():
    check(windows, np.arange(6.0))


@nb.njit
def joined(a, b, x):
    """Lists that only NumPy sees may hold arrays of several dtypes and ranks, and numbers beside them."""
    line, other = a[0], b[0]
    return (
        np.concatenate([a, b]),
        np.stack([a, b, a]),
        np.array([a, b]),
        np.hstack([x, line, other, [1, 2]]),
        np.vstack([line, b]),
        np.concatenate([line, [x]]),
        np.column_stack([line, a.T, other]),
    )


@pytest.mark.parametrize("dtype", ("float32", "int64", "uint8", "complex128"))
def test_lists_of_different_arrays(dtype):
    a = np.arange(6.0).reshape(2, 3)
    b = np.arange(6).reshape(2, 3).astype(dtype)
    check(joined, a, b, 7.5)
    check(joined, a, np.asfortranarray(b)[::-1], 7)


@nb.njit
def kept(a, b):
    both = [a, b]
    both.append(a)
    return len(both)


def test_other_lists_hold_one_type():
    with pytest.raises(nb.TypingError, match="a list cannot hold both"):
        kept(np.ones(2), np.ones(2, np.float32))


@nb.njit
def between(a, pair):
    b = a.copy()
    b += [1, 2]
    b *= pair
    return a - [1, 2], [[1.5], [2]] * a, a / pair, pair > a, a == [0, 1], a @ [1, 2], 2 ** (a % (3, 2)), b


def test_operators_between_arrays_and_sequences():
    check(between, np.arange(4.0).reshape(2, 2), (3.0, 0.5))
    check(between, np.arange(4, dtype=np.float32).reshape(2, 2), (3, 2))


@nb.njit
def is_larger(a, bound):
    if a >= bound:
        return True
    return not a


@pytest.mark.parametrize("a", [np.array([3.0]), np.array([0.0]), np.array([[1.0]]), np.array(2.0)])
def test_arrays_of_one_element_have_a_truth(a):
    check(is_larger, a, 2.0)


@pytest.mark.parametrize("a", [np.zeros(0), np.ones(2)])
def test_other_arrays_have_none(a):
    with pytest.raises(ValueError, match="truth value of an"):
        is_larger(a, 2.0)


SHAPES = [
    "np.zeros([2, k])", "np.ones([k], np.int64)", "np.full(shape=[2, 2], fill_value=7)", "np.reshape(a, [k, 2])",
    "a.reshape([k, -1])", "np.transpose(a, [1, 0])", "a.transpose([1, 0])", "np.broadcast_to(a[0], [2, k])",
    "np.tile(a, [2, 1])", "np.resize(a, [2, 2])", "np.moveaxis(a[None], [0, 1], [1, 0])", "np.roll(a, [1, 1], axis=[0, 1])",
    "np.flip(a, [0])", "np.expand_dims(a, [0, -1])", "np.pad(a, [1, 2])", "np.pad(a, [[1, 2], [0, 1]])", "np.indices([2, k])",
    "np.unravel_index(np.arange(4), [2, 2])", "np.ravel_multi_index([np.arange(2), np.arange(2)], [k, k])",
    "np.tensordot(a, a.T, axes=[[1], [0]])", "np.lexsort([a[0], a[1]])", "np.random.default_rng(1).random([2, k])",
    "np.random.default_rng(1).normal(0, 1, [2, k])",
]  # fmt: skip


@pytest.mark.parametrize("call", SHAPES)
def test_shapes_and_axes_in_lists(call):
    function = nb.njit(eval(f"lambda a, k: {call}", {"np": np}))
    check(function, np.arange(6.0).reshape(2, 3), 3)


@nb.njit
def named(k):
    shape = [2, k]
    return np.zeros(shape), np.ones(shape), shape[0], len(shape)


@nb.njit
def grown(k):
    shape = [2]
    shape.append(k)
    return sum(shape)


def test_shapes_in_lists_that_have_names():
    check(named, 3)
    check(grown, 3)


@nb.njit
def ufuncs(m, v, p, out):
    np.add(v, v, out=out)
    return np.sqrt(v), np.add(v, [1.5, 2, 3]), np.maximum(p, 1), np.exp2(m), np.hypot(out, v), np.divmod(v, 2), np.isnan(p)


def test_ufuncs_of_sequences():
    check(ufuncs, MATRIX, VECTOR, PAIR, np.zeros(3), tolerance=1e-15)

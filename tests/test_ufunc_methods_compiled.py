"""In compiled code: methods of ufuncs that ``vectorize`` has made, and calls of gufuncs."""

import numpy as np
import numpy.testing as check
import pytest

import numlir as nb
from numlir import guvectorize, njit, vectorize


@vectorize
def plus(x, y):
    return x + y


@vectorize(["float64(float64, float64)", "int64(int64, int64)"], identity=1)
def times(x, y):
    return x * y


@vectorize
def larger(x, y):
    return x if x > y else y


def arrays():
    base = np.random.default_rng(0).integers(-5, 9, (4, 5, 6))
    for dtype in ("i8", "f8", "f4"):
        yield base.astype(dtype)
        yield base.astype(dtype)[::-1, ::2, 1::3]
        yield np.asfortranarray(base.astype(dtype))


def same(ours, theirs):
    check.assert_allclose(ours, theirs, rtol=1e-5 if np.asarray(theirs).dtype == np.float32 else 1e-12)
    assert np.shape(ours) == np.shape(theirs)


def test_reduce():
    @njit
    def reductions(a):
        return plus.reduce(a), plus.reduce(a, 1), plus.reduce(a, axis=(0, 2)), plus.reduce(a, axis=None), larger.reduce(a, -1)

    @njit
    def kept(a):
        return plus.reduce(a, axis=1, keepdims=True), times.reduce(a, 2, None, None, False, 3)

    @njit
    def into(a, out):
        return plus.reduce(a, 0, None, out)

    for a in arrays():
        wanted = (np.add.reduce(a), np.add.reduce(a, 1), np.add.reduce(a, (0, 2)), a.sum(), np.maximum.reduce(a, -1))
        for ours, theirs in zip(reductions(a), wanted, strict=True):
            same(ours, theirs)
        same(kept(a)[0], a.sum(1, keepdims=True))
        same(kept(a)[1], np.multiply.reduce(a, 2, initial=3))
        out = np.zeros(a.shape[1:], a.dtype)
        same(into(a, out), a.sum(0))
        same(out, a.sum(0))


def test_reductions_of_nothing():
    @njit
    def of(a):
        return times.reduce(a)

    @njit
    def without_identity(a):
        return plus.reduce(a)

    check.assert_array_equal(of(np.zeros((0, 3))), np.ones(3))
    assert without_identity(np.zeros((0, 0))).shape == (0,)
    with pytest.raises(ValueError, match="no identity"):
        without_identity(np.zeros((0, 3)))


def test_accumulate_reduceat_outer_at():
    @njit
    def accumulated(a):
        return plus.accumulate(a), larger.accumulate(a, 1), plus.accumulate(a, axis=-1)

    @njit
    def parts(a, places):
        return plus.reduceat(a, places), plus.reduceat(a, places, 1)

    @njit
    def others(a, b, places):
        plus.at(a, places, b)
        return times.outer(a, b)

    for a in arrays():
        for ours, theirs in zip(accumulated(a), (a.cumsum(0), np.maximum.accumulate(a, 1), a.cumsum(-1)), strict=True):
            same(ours, theirs)
        places = np.array([0, 1, 0])
        for ours, theirs in zip(parts(a, places), (np.add.reduceat(a, places), np.add.reduceat(a, places, 1)), strict=True):
            same(ours, theirs)
    a, b = np.arange(4.0), np.array([10.0, 20.0, 30.0])
    expected = a.copy()
    np.add.at(expected, [1, 1, 3], b)
    same(others(a, b, np.array([1, 1, 3])), np.multiply.outer(expected, b))
    same(a, expected)


def test_what_methods_refuse():
    @vectorize
    def negative(x):
        return -x

    @njit
    def of_one_input(a):
        return negative.reduce(a)

    with pytest.raises(nb.errors.TypingError, match="two inputs and one output"):
        of_one_input(np.zeros(3))

    @njit
    def unknown(a):
        return plus.reduse(a)

    with pytest.raises(nb.errors.TypingError, match="has no attribute 'reduse'"):
        unknown(np.zeros(3))


def test_the_loop_for_just_the_types_comes_first():
    @njit
    def call(x):
        return times(x, x)

    for dtype in ("i8", "i4", "f8", "f4"):
        x = np.arange(3).astype(dtype)
        assert call(x).dtype == times(x, x).dtype


def test_outputs_by_position():
    @njit
    def call(x, y, first, second):
        return np.divmod(x, y, first, second), np.modf(x, second, first)

    x, y = np.arange(1.0, 7.0) / 2, np.full(6, 0.75)
    first, second = np.zeros(6), np.zeros(6)
    call(x, y, first, second)
    check.assert_array_equal(second, np.modf(x)[0])
    check.assert_array_equal(first, np.modf(x)[1])


# Gufuncs.


@guvectorize(["void(float64[:], float64[:], float64[:])", "void(int64[:], int64[:], int64[:])"], "(n),(n)->()")
def dot(a, b, out):
    total = a[0] * 0
    for i in range(len(a)):
        total += a[i] * b[i]
    out[0] = total


@guvectorize("(m,n),(n,p)->(m,p)")
def product(a, b, out):
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            out[i, j] = 0
            for k in range(a.shape[1]):
                out[i, j] += a[i, k] * b[k, j]


@guvectorize("(n),()->(n)")
def shifted(x, y, out):
    for i in range(x.shape[0]):
        out[i] = x[i] + y


@guvectorize(["void(float64[:], float64[:])"], "(n),()", writable_args=("x",))
def fill(x, value):
    for i in range(len(x)):
        x[i] = value[0]


@guvectorize(["void(float64[:], float64[:], float64[:])"], "(3)->(),()")
def extremes(x, low, high):
    low[0], high[0] = min(x[0], x[1], x[2]), max(x[0], x[1], x[2])


def test_calls_of_gufuncs():
    @njit
    def dots(a, b):
        return dot(a, b)

    @njit
    def products(a, b):
        return product(a, b)

    x = np.arange(24.0).reshape(2, 3, 4)
    for a, b in [(x, x), (x, x[0, 0]), (x[0, 0], x[1, 2]), (x[:, ::-1], x[:, :1]), (x[:0], x[0]), (x[..., ::2], x[..., 1::2])]:
        check.assert_array_equal(dots(a, b), dot(a, b))
        assert np.shape(dots(a, b)) == np.shape(dot(a, b))
    for one, other in (("i8", "i8"), ("i4", "i8"), ("f4", "i8"), ("f8", "f8")):
        a, b = np.arange(3).astype(one), np.arange(3).astype(other)
        assert np.asarray(dots(a, b)).dtype == dot(a, b).dtype
    for dtype in ("f8", "i8", "f4"):
        a = x.astype(dtype)
        b = a.swapaxes(1, 2)[:1]
        check.assert_array_equal(products(a, b), a @ b)
        assert products(a, b).dtype == dtype


def test_outputs_scalars_and_writable_inputs_of_gufuncs():
    @njit
    def into(a, b, out):
        dot(a, b, out)
        return dot(a, b, out=out)

    @njit
    def shift(x, y):
        return shifted(x, y), shifted(x, 2.0)

    @njit
    def filled(x, value):
        fill(x, value)

    @njit
    def of_three(x):
        return extremes(x)

    x = np.arange(12.0).reshape(4, 3)
    out = np.zeros(4)
    assert into(x, x, out) is out
    check.assert_array_equal(out, (x * x).sum(1))
    check.assert_array_equal(shift(x, np.arange(4.0))[0], x + np.arange(4.0)[:, None])
    check.assert_array_equal(shift(x, np.arange(4.0))[1], x + 2)
    low, high = of_three(x[:, ::-1])
    check.assert_array_equal((low, high), (x.min(1), x.max(1)))
    assert of_three(x[1]) == (3.0, 5.0)
    filled(x, np.array([1.0, 2.0, 3.0, 4.0]))
    check.assert_array_equal(x, np.repeat([1.0, 2.0, 3.0, 4.0], 3).reshape(4, 3))


def test_errors_of_calls_of_gufuncs():
    @njit
    def dots(a, b):
        return dot(a, b)

    @njit
    def of_three(x):
        return extremes(x)

    @njit
    def into(a, b, out):
        dot(a, b, out)

    before = nb._numlir.live_blocks()
    with pytest.raises(ValueError, match="mismatch in its core dimension 0"):
        dots(np.zeros((2, 3)), np.zeros(4))
    with pytest.raises(ValueError, match="broadcast"):
        dots(np.zeros((2, 3)), np.zeros((3, 3)))
    with pytest.raises(ValueError, match="size 4 is different from 3"):
        of_three(np.zeros(4))
    with pytest.raises(ValueError, match="extent 5"):
        into(np.zeros((2, 3)), np.zeros(3), np.zeros(5))
    assert nb._numlir.live_blocks() == before
    with pytest.raises(nb.errors.TypingError, match="ufunc 'dot' not supported for the input types"):
        dots(np.zeros(3) * 1j, np.zeros(3))
    with pytest.raises(nb.errors.TypingError, match="does not have enough dimensions"):
        dots(1.0, np.zeros(3))


@guvectorize(["void(float32[:], float32, float32[:])", "void(float64[:], float64, float64[:])"], "(n),()->(n)")
def moved(a, by, result):
    for i in range(len(a)):
        result[i] = a[i] + by


@pytest.mark.parametrize("by", [2, 0.5])
@pytest.mark.parametrize("dtypes", ["ff", "fd", "df", "dd", "fF"])
def test_outputs_of_gufuncs_have_another_dtype(dtypes, by):
    @njit
    def call(a, by, out):
        return moved(a, by, out)

    a = np.array([[0.1, 1e-9], [3.0, -7.5]], dtypes[0])
    out, expected = np.zeros((2, 2, 2), dtypes[1])[1], np.zeros((2, 2), dtypes[1])
    moved(a, by, expected)
    check.assert_array_equal(call(a, by, out), expected)
    check.assert_array_equal(out, expected)


def test_outputs_that_no_loop_of_a_gufunc_gives():
    @njit
    def call(a, out):
        return moved(a, 1, out)

    with pytest.raises(nb.errors.TypingError, match="a dtype that the loop's cannot be cast to"):
        call(np.ones(3), np.zeros(3, np.int64))

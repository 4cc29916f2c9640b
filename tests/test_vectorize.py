"""``vectorize``: ufuncs of compiled functions behave as NumPy's own of the same function."""

import itertools
import math
import traceback
import warnings

import numpy as np
import numpy.testing as check
import pytest

import numlir as nb
from numlir import vectorize
from numlir.types import float32, float64, int32, int64


@vectorize
def plus(x, y):
    return x + y


@vectorize(["int32(int32, int32)", "int64(int64, int64)", "float32(float32, float32)", "float64(float64, float64)"])
def typed_plus(x, y):
    return x + y


@vectorize(identity=0)
def total(x, y):
    return x + y


@vectorize(identity=1)
def product(x, y):
    return x * y


DTYPES = ["b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8", "c8", "c16"]


def sample(dtype, shape, seed=0):
    generator = np.random.default_rng(seed)
    values = generator.integers(0, 2 if dtype == "b1" else 50, shape)
    if dtype[0] == "c":
        return (values + 1j * generator.integers(0, 50, shape)).astype(dtype)
    return values.astype(dtype)


def same(ours, theirs):
    """Equal in values, dtype, shape and kind."""
    assert type(ours) is type(theirs)
    check.assert_array_equal(ours, theirs)
    assert np.asarray(ours).dtype == np.asarray(theirs).dtype
    assert np.shape(ours) == np.shape(theirs)


def test_it_is_a_ufunc():
    assert type(plus) is np.ufunc
    assert (plus.nin, plus.nout, plus.nargs) == (2, 1, 3)
    assert plus.__name__ == "plus" and plus.__module__ == __name__
    assert plus.signature is None and plus.identity is None
    assert total.identity == 0 and product.identity == 1
    assert typed_plus.types == ["ii->i", "ll->l", "ff->f", "dd->d"]


def test_loops_come_with_calls():
    @vectorize
    def double(x):
        return x + x

    assert (double.ntypes, double.types) == (0, [])
    double(1)
    double(np.float32(2))
    double([1, 2, 3])
    assert (double.ntypes, double.types) == (2, ["l->l", "f->f"])


@pytest.mark.parametrize("dtype", DTYPES)
def test_dtypes(dtype):
    @vectorize
    def pick(x, y):
        return x if y else y

    x, y = sample(dtype, 100), sample(dtype, 100, 1)
    same(pick(x, y), np.where(y, x, y))


def layouts():
    base = np.arange(240, dtype="f8").reshape(4, 5, 12) / 7
    yield base
    yield base[:, :, ::2]
    yield base[:, ::-1, ::-3]
    yield base.T
    yield np.asfortranarray(base)
    yield base[::-1, :, 3:4]
    yield np.broadcast_to(base[0, 0], (4, 5, 12))
    yield base[:0]
    yield base[1:2, :1, :1]
    yield base[0, 0, 0]
    yield 2.5
    yield np.array(3.0)


def test_strides_and_broadcasting():
    for x, y in itertools.product(layouts(), layouts()):
        try:
            expected = np.add(x, y)
        except ValueError as error:
            with pytest.raises(ValueError) as ours:
                typed_plus(x, y)
            assert str(ours.value) == str(error)
            continue
        same(typed_plus(x, y), expected)
        same(plus(x, y), expected)


def test_overlapping_operands():
    for start, stop, step in [(0, 10, 1), (1, 11, 1), (2, 22, 2), (9, None, -1), (0, 20, 2), (3, 13, 1)]:
        ours, theirs = np.arange(24.0), np.arange(24.0)
        for function, memory in ((plus, ours), (np.add, theirs)):
            function(memory[:10], memory[5:15], out=memory[slice(start, stop, step)][:10])
            function(memory, memory[::-1], out=memory)
        same(ours, theirs)


def test_out_where_dtype_casting():
    x, y = np.arange(6.0), np.arange(6.0) * 10
    mask = np.array([True, False, True, True, False, False])
    for function in (plus, typed_plus):
        out = np.full(6, -1.0)
        assert function(x, y, out=out, where=mask) is out
        check.assert_array_equal(out, np.add(x, y, out=np.full(6, -1.0), where=mask))
        assert function(x, y, out) is out
        narrow = np.zeros(6, "f4")
        function(x, y, out=narrow)
        check.assert_array_equal(narrow, (x + y).astype("f4"))
        with pytest.raises(TypeError, match="same_kind"):
            function(x, y, out=np.zeros(6, "i8"))
    same(typed_plus(x, y, dtype="f4", casting="same_kind"), np.add(x, y, dtype="f4", casting="same_kind"))
    same(typed_plus([1, 2], [3, 4], dtype=np.float64), np.add([1, 2], [3, 4], dtype=np.float64))
    with pytest.raises(TypeError, match="Cannot cast ufunc 'typed_plus' input 0 from dtype"):
        typed_plus(x, y, dtype="i4")


def test_type_resolution_is_numpys():
    for one, other in itertools.product(DTYPES[:11], DTYPES[:11]):
        x, y = sample(one, 5), sample(other, 5)
        result = typed_plus(x, y)
        # The first of the signatures that both cast to safely.
        wanted = next(ty for ty in ("i4", "i8", "f4", "f8") if np.can_cast(one, ty) and np.can_cast(other, ty))
        assert result.dtype == wanted
    assert typed_plus(np.float32(1), 2.0).dtype == np.float32
    assert typed_plus(np.int8(1), 1).dtype == np.int32
    with pytest.raises(TypeError, match="ufunc 'typed_plus' not supported for the input types"):
        typed_plus(1j, 2)
    with pytest.raises(TypeError, match="typed_plus"):
        typed_plus("a", "b")


def test_numbers_of_python_are_weak():
    assert plus(np.float32(1), 2.0).dtype == np.float32
    assert plus(np.ones(3, "f4"), 2.5).dtype == np.float32
    assert plus(np.ones(3, "i2"), np.ones(3, "f4")).dtype == np.float32
    assert plus(1, 2.0).dtype == np.float64


def test_scalars_in_scalars_out():
    for arguments in [(1, 2), (1.5, 2), (np.array(1.0), 2.0), (np.float32(1), np.float32(2)), (True, False)]:
        result = plus(*arguments)
        assert isinstance(result, np.generic) and result == arguments[0] + arguments[1]
    assert plus(1.0, 2.0, out=...).shape == ()


def test_reductions():
    x = np.arange(24.0).reshape(2, 3, 4)
    for ours, theirs in ((total, np.add), (product, np.multiply)):
        y = x + 1
        for axis in (0, 1, 2, -1, None, (0, 2)):
            check.assert_allclose(ours.reduce(y, axis=axis), theirs.reduce(y, axis=axis), rtol=1e-14)
        same(ours.reduce(y, axis=1, keepdims=True), theirs.reduce(y, axis=1, keepdims=True))
        same(ours.reduce(np.zeros((0, 3))), theirs.reduce(np.zeros((0, 3))))
        same(ours.reduce(y, initial=5.0), theirs.reduce(y, initial=5.0))
        same(ours.reduce(y, where=y > 7), theirs.reduce(y, where=y > 7))
        same(ours.accumulate(y, axis=1), theirs.accumulate(y, axis=1))
        same(ours.accumulate(y[0, 0]), theirs.accumulate(y[0, 0]))
        same(ours.reduceat(y[0, 0], [0, 2, 1]), theirs.reduceat(y[0, 0], [0, 2, 1]))
        same(ours.outer(y[0, 0], y[1, 2]), theirs.outer(y[0, 0], y[1, 2]))
        same(ours.reduce(np.arange(1, 6)), theirs.reduce(np.arange(1, 6)))
    with pytest.raises(ValueError, match="no identity"):
        plus.reduce(np.zeros(0))
    with pytest.raises(ValueError, match="not reorderable"):
        plus.reduce(x, axis=(0, 1))


def test_at():
    ours, theirs = np.zeros(5), np.zeros(5)
    plus.at(ours, [0, 0, 3, 3, 3], [1.0, 2.0, 3.0, 4.0, 5.0])
    np.add.at(theirs, [0, 0, 3, 3, 3], [1.0, 2.0, 3.0, 4.0, 5.0])
    same(ours, theirs)
    plus.at(ours, slice(1, 3), 2.5)
    np.add.at(theirs, slice(1, 3), 2.5)
    same(ours, theirs)


def test_several_outputs():
    @vectorize
    def divided(x, y):
        return x // y, x % y

    assert divided.nout == 2
    x, y = np.arange(-20, 20), np.arange(1, 41)
    for ours, theirs in zip(divided(x, y), np.divmod(x, y), strict=True):
        same(ours, theirs)
    quotient = np.zeros(40, "i8")
    assert divided(x, y, out=(quotient, None))[0] is quotient

    @vectorize(["Tuple((float64, int32))(float64)"])
    def parts(x):
        return x - math.floor(x), math.floor(x)

    assert parts.types == ["d->di"]
    fraction, whole = parts([1.5, -2.25])
    check.assert_array_equal(fraction, [0.5, 0.75])
    check.assert_array_equal(whole, np.array([1, -3], "i4"))


def test_declared_results_convert():
    @vectorize([float32(float64), int64(int32)])
    def half(x):
        return x / 2

    assert half.types == ["d->f", "i->l"]
    assert half(3.0) == np.float32(1.5) and half(3.0).dtype == np.float32
    check.assert_array_equal(half(np.array([3, 4, -5], "i4")), [1, 2, -2])


def test_ways_to_write_signatures():
    for signatures in [["int64(int64, int64)"], "int64(int64, int64)", [int64(int64, int64)], [(int64, int64)], int64(int64, int64)]:
        made = vectorize(signatures)(lambda x, y: x * y)
        assert made.types == ["ll->l"] and made(3, 4) == 12


def test_branches_and_loops():
    @vectorize
    def collatz(n):
        steps = 0
        while n > 1:
            n = 3 * n + 1 if n % 2 else n // 2
            steps += 1
        return steps

    def steps(n):
        return 0 if n <= 1 else 1 + steps(3 * n + 1 if n % 2 else n // 2)

    check.assert_array_equal(collatz(np.arange(50)), [steps(n) for n in range(50)])

    @vectorize
    def clip(x, low, high):
        if x < low:
            return low
        if x > high:
            return high
        return x

    x = np.linspace(-3, 3, 101)
    for low, high in [(-1.0, 1.0), (x * 0.5, 2.0), (x - 1, x + 1), (np.full(101, -2.0), x)]:
        low, high = np.minimum(low, high), np.maximum(low, high)
        same(clip(x, low, high), np.where(x < low, low, np.where(x > high, high, x)))


def test_functions_called_by_kernels():
    @nb.njit
    def square(x):
        return x * x

    @vectorize
    def norm(x, y):
        return math.sqrt(square(x) + square(y))

    x, y = np.linspace(0, 3, 77), np.linspace(5, 1, 77)
    check.assert_array_equal(norm(x, y), np.sqrt(x * x + y * y))


@pytest.mark.parametrize("size", [1, 7, 1000, 20_000])
def test_an_exception_of_a_kernel(size):
    @vectorize
    def positive(x):
        if x < 0:
            raise ValueError("negative", 7)
        return x

    values = np.arange(float(size))
    same(positive(values), values)
    values[-1] = -1
    with pytest.raises(ValueError) as raised:
        positive(values)
    assert raised.value.args == ("negative", 7)
    assert traceback.extract_tb(raised.tb)[-1].name == "positive"
    same(positive(values[:-1]), values[:-1])


def test_floating_point_errors():
    @vectorize(["float64(float64, float64)"])
    def divide(x, y):
        return x / y

    with np.errstate(all="raise"):
        same(divide([1.0, 2.0], 4.0), np.array([0.25, 0.5]))
        with pytest.raises(FloatingPointError, match="divide by zero encountered in divide"):
            divide([1.0, 2.0], 0.0)
        with pytest.raises(FloatingPointError, match="invalid value encountered in divide"):
            divide(0.0, 0.0)
        with pytest.raises(FloatingPointError, match="overflow encountered in divide"):
            divide(1e300, 1e-300)
    with np.errstate(all="ignore"):
        assert divide(1.0, 0.0) == np.inf
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        divide(np.arange(20.0), 0.0)
    assert sorted(str(each.message) for each in said) == [
        "divide by zero encountered in divide",
        "invalid value encountered in divide",
    ]


def test_integers_divide_by_zero_as_numpys():
    @vectorize
    def divide(x, y):
        return x // y

    assert divide(1, 0) == 0


def test_array_ufunc_and_subclasses():
    class Logged(np.ndarray):
        def __array_ufunc__(self, ufunc, method, *inputs, **keywords):
            return ufunc.__name__, method, len(inputs), sorted(keywords)

    x = np.zeros(3).view(Logged)
    assert plus(x, 1, where=True) == ("plus", "__call__", 2, ["where"])
    assert total.reduce(x) == ("total", "reduce", 1, [])
    masked = np.ma.array([1.0, 2.0], mask=[0, 1])
    assert isinstance(plus(masked, 1.0), np.ma.MaskedArray)


def test_errors_of_calls_are_numpys():
    with pytest.raises(TypeError, match=r"plus\(\) takes from 2 to 3 positional arguments but 1 was given"):
        plus(1)
    with pytest.raises(TypeError, match="unexpected keyword argument 'wher'"):
        plus(1, 2, wher=True)
    with pytest.raises(ValueError, match="operands could not be broadcast together"):
        plus(np.zeros(3), np.zeros(4))
    with pytest.raises(TypeError, match="ufunc 'plus' has no compiled form for inputs of type str_"):
        plus("a", "b")
    with pytest.raises(TypeError, match="no compiled form for inputs of type longdouble"):
        plus(np.longdouble(1), 2)


def test_errors_of_the_compiler_show_the_source():
    @vectorize
    def wrong(x):
        return x.nothing

    with pytest.raises(nb.errors.TypingError, match="nothing") as raised:
        wrong(np.zeros(3))
    assert "return x.nothing" in str(raised.value)

    @vectorize
    def no_number(x):
        return np.zeros(3)

    with pytest.raises(nb.errors.TypingError, match="no element of an array"):
        no_number(1.0)


def test_what_cannot_be_decorated():
    with pytest.raises(ValueError, match="target"):
        vectorize(target="tpu")(lambda x: x)
    with pytest.raises(ValueError, match="identity"):
        vectorize(identity=7)(lambda x, y: x)
    with pytest.raises(TypeError, match="positional parameters only"):
        vectorize(lambda *x: x)
    with pytest.raises(TypeError, match="has 1 types of"):
        vectorize(["float64(float64, float64)"])(lambda x: x)


def test_vector_math_is_near_libm():
    @vectorize
    def mixed(x):
        return math.exp(-x * x) * math.sin(x) + math.log1p(abs(x)) + math.tanh(x) * math.cos(x)

    for dtype, tolerance in (("f8", 1e-14), ("f4", 2e-5)):
        x = np.linspace(-5, 5, 10_001).astype(dtype)
        wide = x.astype("f8")
        expected = np.exp(-wide * wide) * np.sin(wide) + np.log1p(abs(wide)) + np.tanh(wide) * np.cos(wide)
        check.assert_allclose(mixed(x), expected, rtol=tolerance, atol=tolerance)


def test_nothing_leaks():
    import gc
    import weakref

    @vectorize
    def short_lived(x):
        return x + 1

    short_lived(np.zeros(10))
    function = weakref.ref(short_lived.py_func)
    del short_lived
    gc.collect()
    assert function() is None


# In compiled code.


@vectorize(["int64(int64)", "float64(float64)"])
def declared_square(x):
    return x * x


@vectorize
def quotient_and_rest(x, y):
    return x // y, x % y


@vectorize
def at_most_five(x):
    if x > 5:
        raise ValueError("too large")
    return x + 1


def test_called_in_compiled_code():
    @nb.njit
    def call(x, y):
        return plus(x, y)

    x = np.linspace(0, 1.9, 20)
    for one, other in [
        (x[:10], x[10:]),
        (x[:10].reshape(2, 5), x[5:10]),
        (x[::-3], 2.0),
        (np.ones((3, 1), "f4"), np.arange(4, dtype="f4")),
        (np.arange(3), np.arange(3.0)),
        (np.zeros((0, 3)), np.ones(3)),
    ]:
        same(call(one, other), plus(one, other))
    assert call(1.0, 2.0) == 3.0 and call(1, 2) == 3
    with pytest.raises(ValueError, match="could not be broadcast together"):
        call(np.zeros(3), np.zeros(4))
    with pytest.raises(nb.errors.TypingError, match="neither an array nor a number"):
        call("a", 1)


def test_out_and_where_in_compiled_code():
    @nb.njit
    def call(x, y, out, mask):
        plus(x, y, out, where=mask)
        return plus(out, 1.0, out=out)

    x, mask = np.arange(6.0), np.arange(6) % 2 == 0
    out = np.full(6, -1.0)
    same(call(x, x, out, mask), np.where(mask, 2 * x, -1.0) + 1)


def test_a_kernel_fuses_with_what_is_around_it():
    @nb.njit
    def mean_of_shifted(x):
        return (plus(x * 2.0, 1.0) - x).mean()

    x = np.random.default_rng(0).random(1000)
    check.assert_allclose(mean_of_shifted(x), (x * 2 + 1 - x).mean(), rtol=1e-13)


def test_loops_are_chosen_in_compiled_code_as_numpy_chooses():
    @nb.njit
    def call(x):
        return declared_square(x)

    for dtype in ("i2", "i8", "f4", "f8", "b1"):
        same(call(sample(dtype, 7)), declared_square(sample(dtype, 7)))
    with pytest.raises(nb.errors.TypingError, match="could not be safely coerced"):
        call(sample("c16", 7))


def test_several_outputs_in_compiled_code():
    @nb.njit
    def call(x, y):
        quotient, rest = quotient_and_rest(x, y)
        return quotient * y + rest

    x = np.arange(-10, 10)
    same(call(x, 3), x)


def test_exceptions_of_kernels_in_compiled_code():
    @nb.njit
    def call(x):
        return at_most_five(x)

    before = nb._numlir.live_blocks()
    check.assert_array_equal(call(np.arange(4)), np.arange(4) + 1)
    with pytest.raises(ValueError, match="too large"):
        call(np.arange(10))
    assert nb._numlir.live_blocks() == before


def test_ufuncs_in_kernels_of_ufuncs():
    @vectorize
    def twice(x):
        return plus(x, x) + total(x, 1)

    x = np.arange(5.0)
    same(twice(x), 3 * x + 1)


def test_attributes_in_compiled_code():
    @nb.njit
    def attributes():
        return plus.nin, plus.nout, plus.nargs, plus.identity, total.identity, plus.signature

    assert attributes() == (2, 1, 3, None, 0, None)


# On all cores.


@vectorize(["int64(int64, int64)", "float64(float64, float64)"], target="parallel", identity=0)
def parallel_plus(x, y):
    return x + y


@pytest.mark.parametrize("size", [0, 1, 100, 20_000, 100_003])
def test_parallel_is_the_same(size):
    x, y = np.arange(size) * 0.5, np.linspace(0, 1, size)
    same(parallel_plus(x, y), x + y)
    same(parallel_plus(x[::-1], 2.0), x[::-1] + 2.0)
    same(parallel_plus(x[::2], y[::2]), x[::2] + y[::2])
    same(parallel_plus(np.arange(size), 3), np.arange(size) + 3)


def test_parallel_reductions_and_overlaps_are_in_order():
    x = np.arange(100_000)
    same(parallel_plus.reduce(x), x.sum())
    same(parallel_plus.accumulate(x), x.cumsum())
    ours, theirs = x.copy(), x.copy()
    parallel_plus(ours[1:], ours[:-1], out=ours[1:])
    np.add(theirs[1:], theirs[:-1], out=theirs[1:])
    same(ours, theirs)


def test_parallel_kernels_raise_and_set_floating_point_flags():
    @vectorize(["float64(float64)"], target="parallel")
    def inverse_root(x):
        if x < 0:
            raise ValueError("negative")
        return 1 / math.sqrt(x)

    x = np.linspace(1, 2, 50_000)
    check.assert_allclose(inverse_root(x), 1 / np.sqrt(x), rtol=1e-15)
    for place in (0, 25_000, -1):
        values = x.copy()
        values[place] = -1
        with pytest.raises(ValueError, match="negative"):
            inverse_root(values)
        values[place] = 0
        with np.errstate(divide="raise"), pytest.raises(FloatingPointError, match="divide by zero"):
            inverse_root(values)

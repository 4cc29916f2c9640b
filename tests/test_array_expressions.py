"""Whole-array expressions on generated arrays: NumPy itself is the reference, bit for bit where it computes nothing transcendental."""

import warnings

import numlir
import numlir.errors
import numpy as np
import pytest
from comparing import Outcome, difference, error_difference, fresh, outcome
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

DTYPES = [np.bool_, np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64, np.float32, np.float64,
          np.complex64, np.complex128]  # fmt: skip
SMALL_INTEGERS = (np.int8, np.uint8, np.bool_)

_compiled = {}


def compiled(function):
    if function not in _compiled:
        _compiled[function] = numlir.njit(function)
    return _compiled[function]


def check(function, arguments, tolerance=0.0):
    """The compiled function does what NumPy does, to its arguments too."""
    expected = outcome(function, arguments)
    actual = outcome(compiled(function), arguments)
    if isinstance(expected.error, TypeError):
        assert isinstance(actual.error, numlir.errors.TypingError), repr(actual.error)
        return
    problem = error_difference(actual.error, expected.error)
    if problem is None and expected.error is None:
        problem = difference(actual.value, expected.value, tolerance)
    problem = problem or difference(actual.arguments, expected.arguments, tolerance, "arguments afterwards")
    if problem:
        raise AssertionError(problem) from actual.error


# Arrays


def values(dtype, count, seed):
    """Numbers of a dtype among which are its edges."""
    generator = np.random.default_rng(seed)
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return generator.integers(0, 2, count).astype(bool)
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        edges = np.array([limits.min, limits.max, 0, 1, limits.max - 1], dtype)
        plain = generator.integers(max(int(limits.min), -9), 10, count).astype(dtype)
    else:
        edges = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -1.5], dtype)
        plain = (generator.standard_normal(count) * 4).astype(dtype)
        if dtype.kind == "c":
            plain = plain + 1j * plain[::-1]
    return np.where(generator.random(count) < 0.2, generator.choice(edges, count), plain).astype(dtype)


def laid_out(array, layout):
    """The array in some layout: C, F, every other element of a larger one, backwards, or transposed."""
    if array.ndim == 0 or layout == "C":
        return array
    if layout == "F":
        return np.asfortranarray(array)
    if layout == "strided":
        larger = np.zeros([2 * extent for extent in array.shape], array.dtype)
        view = larger[tuple(slice(None, None, 2) for _ in array.shape)]
        view[...] = array
        return view
    if layout == "backwards":
        reverse = tuple(slice(None, None, -1) for _ in array.shape)
        return array[reverse].copy()[reverse]
    return array.transpose().copy().transpose()


layouts = st.sampled_from(["C", "F", "strided", "backwards", "transposed"])


@st.composite
def pairs(draw, dtypes=DTYPES):
    """Two arrays that broadcast together, of any dtypes, ranks and layouts; empty axes and axes of 1 among them."""
    shapes = draw(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=4, min_side=0)).input_shapes
    return tuple(draw(array(shape, dtypes)) for shape in shapes)


@st.composite
def array(draw, shape, dtypes=DTYPES):
    dtype = draw(st.sampled_from(dtypes))
    count = int(np.prod(shape, dtype=int))
    numbers = values(dtype, count, draw(st.integers(0, 2**16))).reshape(shape)
    return laid_out(numbers, draw(layouts))


# Operators


def add(a, b): return a + b
def subtract(a, b): return a - b
def multiply(a, b): return a * b
def divide(a, b): return a / b
def floor_divide(a, b): return a // b
def remainder(a, b): return a % b
def negative(a, b): return -a
def invert(a, b): return ~a
def bit_and(a, b): return a & b
def bit_or(a, b): return a | b
def bit_xor(a, b): return a ^ b
def shift_left(a, b): return a << b
def shift_right(a, b): return a >> b
def less(a, b): return a < b
def less_equal(a, b): return a <= b
def greater(a, b): return a > b
def equal(a, b): return a == b
def not_equal(a, b): return a != b
def weak_int(a, b): return 2 * a + 1
def weak_float(a, b): return a * 0.5 - b
def weak_compare(a, b): return a < 3
def chain(a, b): return (a + b) * (a - b) + a
def repeated(a, b): return a * a + a
def where(a, b): return np.where(a > b, a, b)
def where_scalar(a, b): return np.where(a, b, 1)
def clip(a, b): return np.clip(a, 1, 3)
def minimum(a, b): return np.minimum(a, b)
def maximum(a, b): return np.maximum(a, b)
def absolute(a, b): return np.abs(a) + abs(b)
def copied(a, b): return a.copy()
def to_float32(a, b): return a.astype(np.float32)
def to_int16(a, b): return np.where(np.isfinite(a), a, 0).astype(np.int16)
def to_bool(a, b): return a.astype(np.bool_)
def square(a, b): return a**2 + np.square(b)


EXPRESSIONS = [add, subtract, multiply, divide, negative, invert, bit_and, bit_or, bit_xor, less, less_equal, greater, equal,
               not_equal, weak_int, weak_float, weak_compare, chain, repeated, where, where_scalar, clip, minimum, maximum,
               copied, to_float32, to_bool]  # fmt: skip


@given(st.sampled_from(EXPRESSIONS), pairs())
def test_expressions(function, arrays):
    # Of no axes, NumPy's `where` gives an array, numlir's a number, as Numba's does.
    assume(function not in (where, where_scalar) or any(a.ndim for a in arrays))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if function in (divide, weak_float, chain, multiply, repeated) and any(a.dtype.kind == "c" for a in arrays):
            # The parts of complex products and quotients that are not finite depend on how they are computed.
            arrays = tuple(np.where(np.isfinite(a), a, 1) if a.dtype.kind == "c" else a for a in arrays)
            check(function, arrays, 1e-5)
        elif function in (where, where_scalar) and all(a.ndim == 0 for a in arrays):
            # NumPy's where gives an array without axes here, as none of its other functions does.
            np.testing.assert_array_equal(compiled(function)(*arrays), function(*arrays))
        else:
            check(function, arrays)


@given(st.sampled_from([floor_divide, remainder, shift_left, shift_right]), pairs([d for d in DTYPES if np.dtype(d).kind in "iu"]))
def test_integer_operators(function, arrays):
    a, b = arrays
    if function in (shift_left, shift_right):
        b = np.asarray(b % 8).astype(b.dtype)
    check(function, (a, b))


# In place


def in_place_add(a, b): a += b
def in_place_multiply(a, b): a *= b
def assign(a, b): a[...] = b
def assign_all(a, b): a[:] = b
def output(a, b): return np.subtract(b, a, out=a)
def output_where(a, b): return np.add(a, b, out=a, where=a > b)


@given(st.sampled_from([in_place_add, in_place_multiply, assign, output, output_where]), pairs([np.int32, np.float32, np.float64]))
def test_into_arrays(function, arrays):
    check(function, arrays)


def shared_add(a, i, j, k, m, n, p): a[i:j:k] += a[m:n:p]
def shared_assign(a, i, j, k, m, n, p): a[i:j:k] = a[m:n:p]
def shared_output(a, i, j, k, m, n, p): np.multiply(a[i:j:k], 2, out=a[m:n:p])
def shared_three(a, i, j, k, m, n, p): a[i:j:k] = a[m:n:p] * a[i:j:k] + a[m:n:p]


bound = st.one_of(st.integers(-3, 12), st.just(0))
step = st.sampled_from([1, 1, 1, 2, -1, -2, 3])


@given(st.sampled_from([shared_add, shared_assign, shared_output, shared_three]), st.tuples(bound, bound, step, bound, bound, step))
def test_shared_memory_of_one_axis(function, bounds):
    check(function, (np.arange(10.0), *bounds))


def rows_down(a): a[1:] += a[:-1]
def rows_up(a): a[:-1] = a[1:]
def columns(a): a[:, 1:] -= a[:, :-1]
def transposed(a): a[...] = np.transpose(a)
def row_to_all(a): a[...] = a[0]
def column_to_all(a): a += a[:, :1]
def stencil(a): a[1:-1, 1:-1] = 0.25 * (a[2:, 1:-1] + a[:-2, 1:-1] + a[1:-1, 2:] + a[1:-1, :-2])
def itself(a): a += a
def element_to_all(a): a[...] = a[1, 2]
def reversed_rows(a): a += a[::-1]


@pytest.mark.parametrize("layout", ["C", "F", "strided", "backwards", "transposed"])
@pytest.mark.parametrize("function", [rows_down, rows_up, columns, row_to_all, column_to_all, stencil, itself, element_to_all,
                                      reversed_rows])  # fmt: skip
def test_shared_memory_of_two_axes(function, layout):
    check(function, (laid_out(np.arange(30.0).reshape(5, 6), layout),))


def inner_of_three(a, b): b[1:-1, 1:-1, 1:-1] = a[:-2, 1:-1, 1:-1] + a[2:, 1:-1, 1:-1] - a[1:-1, 1:-1, :-2] * a[1:-1, :-2, 1:-1]
def shifted_of_three(a, b): a[1:, 1:, 1:] += a[:-1, :-1, :-1] + b[1:, :-1, :1]
def every_other_of_three(a, b): b[::2, :, ::-1] = a[::2] - b[::2, ::-1]


@pytest.mark.parametrize("function", [inner_of_three, shifted_of_three, every_other_of_three])
def test_parts_of_three_axes(function):
    a, b = np.arange(12.0 * 7 * 5).reshape(12, 7, 5), np.arange(12.0 * 7 * 5)[::-1].reshape(12, 7, 5)
    for one in ("C", "F", "transposed"):
        for other in ("C", "F"):
            check(function, (laid_out(a, one), laid_out(b, other)))


def three_in_a_row(a, b): return a[..., :-2] + a[..., 1:-1] - a[..., 2:]
def every_second_in_a_row(a, b): return a[..., :-4] - a[..., 2:-2] + a[..., 4:] - a[..., 2:-2]
def three_of_itself(a, b): a[..., 1:-1] = a[..., :-2] + a[..., 1:-1] - a[..., 2:]
def forwards_of_itself(a, b): a[..., :-2] = a[..., :-2] + a[..., 1:-1] - a[..., 2:]
def backwards_of_itself(a, b): a[..., 2:] = a[..., :-2] + a[..., 1:-1] - a[..., 2:]
def turned(a, b): b[..., 1:-1] = a[..., ::-1][..., 2:] + a[..., ::-1][..., 1:-1] + a[..., 2:]
def steps_of_three(a, b): return a[..., :-6:3] + a[..., 3:-3:3] + a[..., 6::3]
def of_two_arrays(a, b): return a[..., 1:] + b[..., :-1] - (a[..., :-1] + b[..., 1:])
def compared(a, b): return (a[..., 1:] < a[..., :-1]) | (b[..., :-1] == a[..., 1:])
def only_where(a, b): b[..., 1:] = np.where(a[..., 1:] > a[..., :-1], b[..., 1:], a[..., :-1])
def of_one_type_into_another(a, b): return (a[..., 1:] + a[..., :-1]).astype(np.float32)


def nine(a, b):
    above = a[..., :-2, :-2] + a[..., :-2, 1:-1] - a[..., :-2, 2:]
    here = a[..., 1:-1, :-2] + a[..., 1:-1, 1:-1] + a[..., 1:-1, 2:]
    b[..., 1:-1, 1:-1] = above + here - a[..., 2:, 2:] + a[..., 2:, 1:-1] - a[..., 2:, :-2]


NEIGHBOURS = [three_in_a_row, every_second_in_a_row, nine, three_of_itself, forwards_of_itself, backwards_of_itself, turned, steps_of_three,
              of_two_arrays, compared, only_where, of_one_type_into_another]  # fmt: skip


@pytest.mark.parametrize("layout", ["C", "F", "strided", "backwards", "transposed"])
@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.float64, np.complex128, np.bool_])
@pytest.mark.parametrize("function", NEIGHBOURS)
def test_neighbours(function, dtype, layout):
    for count in [2, 3, 4, 5, 7, 8, 9, 17, 66, 130]:
        a, b = (laid_out(values(dtype, 3 * count, seed).reshape(3, count), layout) for seed in (1, 2))
        check(function, (a, b))
    for count in [0, 1, 2, 3, 6, 40, 1000]:
        if function is not nine:
            a, b = (laid_out(values(dtype, count, seed), layout) for seed in (3, 4))
            check(function, (a, b))


def test_neighbours_that_share_memory():
    """The result lies anywhere in what is read."""
    for count in (3, 20, 150):
        for offset in range(7):
            memory = values(np.float64, 2 * count + 10, offset)
            check(out_of_one_array, (memory, count, offset))


def out_of_one_array(memory, count, offset):
    a, b = memory[3 : 3 + count], memory[offset : offset + count - 2]
    b[:] = a[:-2] + a[1:-1] * a[2:]


def shifted(a, i, j): a[i : i + 300] -= a[j : j + 300]
def moved(a, i, j): a[i : i + 300] = a[j : j + 300]
def shifted_rows(a, i, j): a[1:9, i : i + 40] += 2 * a[1:9, j : j + 40]
def shifted_rows_and_more(a, i, j): a[1:9, i : i + 40] = a[1:9, j : j + 40] + a[0:8, 1:41]


@pytest.mark.parametrize("dtype", ["float64", "int32", "uint8"])
@pytest.mark.parametrize("places", [(1, 0), (0, 1), (40, 3), (3, 40), (7, 7), (300, 0), (0, 300)])
def test_shifted_parts(places, dtype):
    """Long enough for vectors, forwards and backwards."""
    line = np.arange(1400).astype(dtype)
    for a in (line[:700], line[::2], line[::-1]):
        check(shifted, (a, *places))
        check(moved, (a, *places))
    within = [min(place, 45) for place in places]
    for layout in ("C", "F", "strided", "backwards", "transposed"):
        for function in (shifted_rows, shifted_rows_and_more):
            check(function, (laid_out(np.arange(900).astype(dtype).reshape(10, 90), layout), *within))


def backwards(a, b): return a[::-1] - b, a[::-1] * a[::-1], a[::2] + b[: (len(b) + 1) // 2]
def backwards_within(a, b): return a[:, ::-1] * b, a[::-1] + b, a[::-1, ::-1] - a, a[:, ::2] + b[0, 0]
def parts(z): return z.real**2 + z.imag**2, z.imag - z.real[::-1]


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "uint8"])
def test_known_strides(dtype):
    for size in (0, 1, 2, 7, 8, 9, 33, 257):
        a, b = np.arange(size).astype(dtype), (np.arange(size) * 3 % 100).astype(dtype)
        check(backwards, (a, b))
    for shape in [(1, 1), (3, 5), (2, 70), (9, 33)]:
        a = (np.arange(shape[0] * shape[1]) % 120).astype(dtype).reshape(shape)
        for b in (a + a, a[:1], a[:, :1].copy()):
            check(backwards_within, (a, b))
    check(parts, (np.arange(50) * (1 + 2j) - 7,))


def divided(a, b): return a / b, a / b[:, :1], np.sqrt(np.abs(a)) * b


def test_columns_of_arrays_with_gaps():
    wide = np.arange(40.0 * 9).reshape(40, 9) + 1
    for a in (wide[:, 1:8], wide[:, :1], wide[:, :2], wide[:3, 2:], wide[:, ::2]):
        for b in (a.copy(), a[:, :1].copy(), a[:1].copy(), a[:1, :1].copy()):
            check(divided, (a, b))


def two_arguments(a, b): a += b


def test_arguments_that_share_memory():
    buffer, reference = np.arange(10.0), np.arange(10.0)
    compiled(two_arguments)(buffer[1:], buffer[:-1])
    two_arguments(reference[1:], reference[:-1])
    assert difference(buffer, reference) is None


def test_many_elements():
    """Enough for each version of a loop to run as vectors and as its rest."""
    for shape in [(1000,), (67, 35), (7, 11, 13)]:
        base = np.random.default_rng(0).random([2 * extent for extent in shape])
        every_other = base[tuple(slice(None, None, 2) for _ in shape)]
        rows = base[(*(slice(extent) for extent in shape),)]
        flat = rows.copy()
        for a in (flat, rows, every_other):
            for b in (flat, rows, every_other, flat[..., :1], flat[:1], np.float64(2.0)):
                check(chain, (a, b))


# Functions of NumPy, on arrays of each dtype

UFUNCS = {name: getattr(np, name) for name in dir(np) if isinstance(getattr(np, name), np.ufunc)}
NOT_ELEMENTWISE = {"isnat", "matmul", "matvec", "vecdot", "vecmat"}


@pytest.fixture(scope="module")
def ufunc_module(tmp_path_factory):
    """A function for each of NumPy's: functions are compiled from their source."""
    import importlib.util

    lines = ["import numpy as np"]
    for name, ufunc in UFUNCS.items():
        parameters = ", ".join("ab"[: ufunc.nin])
        lines.append(f"def {name}({parameters}): return np.{name}({parameters})")
    path = tmp_path_factory.mktemp("ufuncs") / "ufuncs.py"
    path.write_text("\n".join(lines) + "\n")
    spec = importlib.util.spec_from_file_location("ufuncs", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ufunc_arguments(name, dtypes):
    arguments = [values(dtype, 23, index) for index, dtype in enumerate(dtypes)]
    if len(arguments) == 2:
        second = arguments[1]
        if "shift" in name and second.dtype.kind in "iu":
            second = (second % 8).astype(second.dtype)
        elif name in ("power", "pow") and second.dtype.kind == "i":
            second = (np.abs(second // 2) % 7).astype(second.dtype)
        elif name == "ldexp":
            second = np.arange(23, dtype=np.int32) - 11
        arguments[1] = second
    if name in ("power", "pow", "float_power"):
        # What NumPy makes of complex powers that are not finite depends on the math library.
        arguments = [np.where(np.isfinite(a) & (a != 0), a, 1).astype(a.dtype) if a.dtype.kind == "c" else a for a in arguments]
        if any(a.dtype.kind == "c" for a in arguments):
            arguments = [np.where(np.isfinite(a) & (a != 0), a, 1).astype(a.dtype) for a in arguments]
    if name == "reciprocal" and arguments[0].dtype.kind in "iu":
        arguments[0][arguments[0] == 0] = 1
    return tuple(arguments)


@pytest.mark.parametrize("name", sorted(set(UFUNCS) - NOT_ELEMENTWISE))
def test_ufunc(name, ufunc_module):
    function = getattr(ufunc_module, name)
    unary = UFUNCS[name].nin == 1
    mixed = [(np.int8, np.float32), (np.uint64, np.int64), (np.float64, np.int32)]
    for dtypes in [(dtype,) for dtype in DTYPES] if unary else [*((dtype, dtype) for dtype in DTYPES), *mixed]:
        arguments = ufunc_arguments(name, dtypes)
        expected, actual = outcome(function, arguments), outcome(compiled(function), arguments)
        if isinstance(expected.error, TypeError):
            assert isinstance(actual.error, numlir.errors.TypingError), (dtypes, actual)
            continue
        assert actual.error is None, (dtypes, actual.error)
        several = isinstance(expected.value, tuple)
        for one, other in zip(actual.value, expected.value) if several else [(actual.value, expected.value)]:
            tolerance = 2e-3 if one.dtype == np.float16 else 1e-5 if one.dtype in (np.float32, np.complex64) else 1e-12
            assert same(one, other, tolerance), (dtypes, arguments, one, other)


def same(actual, expected, tolerance):
    """Numbers within a tolerance; a complex number that is not finite is like any other."""
    if actual.dtype != expected.dtype or actual.shape != expected.shape:
        return False
    if actual.dtype.kind not in "fc":
        return np.array_equal(actual, expected)
    close = np.isclose(actual, expected, tolerance, tolerance, equal_nan=True)
    if actual.dtype.kind == "c":
        close |= ~np.isfinite(actual) & ~np.isfinite(expected)
    elif tolerance == 2e-3:
        # What overflows float16 does not overflow here.
        close |= ~np.isfinite(expected) | (np.abs(expected) < 1e-4)
    return close.all()


# Errors: NumPy's texts


def choose(a, b): return np.where(a > 0, b, 1)
def out_b(a, b): np.add(a, b, out=b)
def power(a, b): return a**b


@pytest.mark.parametrize(
    ("function", "shapes"),
    [
        (add, [(3,), (4,)]),
        (add, [(2, 3), (3, 2)]),
        (add, [(2, 3), (2,)]),
        (add, [(0,), (3,)]),
        (in_place_add, [(3,), (4,)]),
        (in_place_add, [(3,), (2, 3)]),
        (in_place_add, [(1, 3), (2, 3)]),
        (in_place_add, [(1,), (3,)]),
        (assign, [(4,), (3,)]),
        (assign_all, [(2, 3), (3, 3)]),
        (assign_all, [(3,), (2, 3)]),
        (assign_all, [(2, 3), (1, 2, 3)]),
        (out_b, [(3,), (4,)]),
        (out_b, [(2, 3), (3,)]),
        (choose, [(3,), (4,)]),
    ],
)
def test_shapes_that_do_not_fit(function, shapes):
    check(function, tuple(np.ones(shape) for shape in shapes))


@pytest.mark.parametrize(("dtype", "number"), [(np.uint8, 300), (np.int8, -129), (np.uint32, -1), (np.int32, 2**31)])
def test_python_integers_out_of_bounds(dtype, number):
    check(add, (np.ones(3, dtype), number))


@pytest.mark.parametrize("exponent", [-1, np.array([1, -1, 2]), 3, np.array([0, 5, 1])])
def test_integer_powers(exponent):
    check(power, (np.arange(3), exponent))


@pytest.mark.parametrize("exponent", [2, 3, -2, 0.5, 1, 0])
def test_float_powers(exponent):
    check(power, (np.arange(1.0, 6.0), exponent), 1e-15)


def boolean_minus(a, b): return a - b
def in_place_narrow(a, b): a += b


@pytest.mark.parametrize(
    ("function", "arrays", "text"),
    [
        (boolean_minus, (np.ones(2, bool), np.ones(2, bool)), "numpy boolean subtract"),
        (in_place_narrow, (np.ones(2, np.int64), np.ones(2)), "Cannot cast ufunc 'add' output from dtype('float64') to dtype('int64')"),
        (bit_and, (np.ones(2), np.ones(2)), "ufunc 'bitwise_and' not supported for the input types"),
    ],
)
def test_refused(function, arrays, text):
    with pytest.raises(numlir.errors.TypingError) as refusal:
        compiled(function)(*arrays)
    assert text in str(refusal.value)
    with pytest.raises(TypeError):
        function(*fresh(arrays))


def test_outcome_is_fresh():
    """A result is nobody else's memory."""
    a = np.ones(4)
    for function in (copied, weak_int, to_float32):
        assert not np.shares_memory(compiled(function)(a, a), a)
    result = compiled(output)(a, np.ones(4))
    assert isinstance(Outcome(result, None, ()), Outcome)
    assert np.shares_memory(result, a)


def test_powers_of_bools():
    """The square of bools is int8; other powers have the type of both operands."""
    mask = np.array([True, False])
    for power in (lambda a: a**2, lambda a: a**3, lambda a: a**1, lambda a: a**True, lambda a: a**2.0):
        result, expected = numlir.njit(power)(mask), power(mask)
        assert result.dtype == expected.dtype
        np.testing.assert_array_equal(result, expected)

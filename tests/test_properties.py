"""Properties of scalar arithmetic, tuples, loops and indexing, on generated values.

The references are Python's big integers, wrapped to the type that numba gives the result, and CPython's floats.
What numba leaves undefined is left out: shifts by 64 or more, casts of floats that do not fit, and results that depend on them.
"""

import importlib
import math

import numpy as np
import pytest
from comparing import difference, error_difference, fresh, outcome
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

SIGNED = (np.int8, np.int16, np.int32, np.int64)
UNSIGNED = (np.uint8, np.uint16, np.uint32, np.uint64)
INTEGERS = (np.bool_, *SIGNED, *UNSIGNED)
FLOATS = (np.float32, np.float64)

settings.register_profile("numlir", max_examples=150, deadline=None)
settings.load_profile("numlir")

_compiled = {}


@pytest.fixture(scope="session")
def compiled(engine):
    """Compiles a function once for the session."""
    njit = importlib.import_module(engine).njit

    def compile_once(function):
        if function not in _compiled:
            _compiled[function] = njit(function)
        return _compiled[function]

    return compile_once


# Values


def integers_of(dtype):
    if dtype is np.bool_:
        return st.booleans().map(np.bool_)
    limits = np.iinfo(dtype)
    edges = [limits.min, limits.min + 1, limits.max, limits.max - 1, 0, 1, 2, 3]
    edges += [-1, -2, -3] if limits.min < 0 else []
    return st.one_of(st.sampled_from(edges), st.integers(int(limits.min), int(limits.max))).map(dtype)


integer = st.sampled_from(INTEGERS).flatmap(integers_of)
python_int = integers_of(np.int64).map(int)
small_int = st.integers(-1000, 1000)
python_float = st.one_of(
    st.floats(), st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.5, 2.5, -2.5, math.inf, -math.inf, math.nan, 5e-324, 1e308, -1e308])
)
moderate_float = st.floats(-1e6, 1e6)
python_complex = st.builds(complex, moderate_float, moderate_float)


# numba's types of integer results


def is_unsigned(value) -> bool:
    return isinstance(value, np.unsignedinteger)


def wrap(value: int, unsigned: bool) -> int:
    value &= 2**64 - 1
    return value if unsigned or value < 2**63 else value - 2**64


def widened(value, unsigned: bool) -> int:
    """An operand in the 64-bit type of the operation."""
    return wrap(int(value), unsigned)


# Operators


def add(a, b):
    return a + b


def subtract(a, b):
    return a - b


def multiply(a, b):
    return a * b


def floor_divide(a, b):
    return a // b


def modulo(a, b):
    return a % b


def both_divisions(a, b):
    return divmod(a, b)


def true_divide(a, b):
    return a / b


def power(a, b):
    return a**b


def bit_and(a, b):
    return a & b


def bit_or(a, b):
    return a | b


def bit_xor(a, b):
    return a ^ b


def shift_left(a, b):
    return a << b


def shift_right(a, b):
    return a >> b


def less(a, b):
    return a < b, a <= b, a > b, a >= b


def equal(a, b):
    return a == b, a != b


def negate(a):
    return -a


def invert(a):
    return ~a


def absolute(a):
    return abs(a)


def truth(a):
    return bool(a), not a


@pytest.mark.parametrize("function", [add, subtract, multiply], ids=lambda function: function.__name__)
@given(a=integer, b=integer)
def test_integers_wrap(compiled, function, a, b):
    unsigned = is_unsigned(a) and is_unsigned(b)
    expected = wrap(function(int(a), int(b)), unsigned)
    assert difference(compiled(function)(a, b), expected) is None


@pytest.mark.parametrize("function", [bit_and, bit_or, bit_xor], ids=lambda function: function.__name__)
@given(a=integer, b=integer)
def test_integer_bits(compiled, function, a, b):
    both_bool = isinstance(a, np.bool_) and isinstance(b, np.bool_)
    exact = function(int(a), int(b))
    expected = bool(exact) if both_bool else wrap(exact, is_unsigned(a) and is_unsigned(b))
    assert difference(compiled(function)(a, b), expected) is None


@given(a=integer, b=integer)
@example(np.int64(-(2**63)), np.int64(-1))
@example(np.int64(-7), np.int64(2))
@example(np.int8(-128), np.int8(-1))
def test_integer_floor_division(compiled, a, b):
    unsigned = is_unsigned(a) and is_unsigned(b)
    x, y = widened(a, unsigned), widened(b, unsigned)
    if y == 0:
        for function in (floor_divide, modulo):
            assert type(outcome(compiled(function), (a, b)).error) is ZeroDivisionError
        return
    assume((x, y) != (-(2**63), -1))
    assert difference(compiled(floor_divide)(a, b), wrap(x // y, unsigned)) is None
    assert difference(compiled(modulo)(a, b), wrap(x % y, unsigned)) is None


@given(a=python_int, b=python_int)
def test_divmod_agrees_with_its_parts(compiled, a, b):
    assume(b != 0 and (a, b) != (-(2**63), -1))
    assert compiled(both_divisions)(a, b) == divmod(a, b)


def test_smallest_integer_by_minus_one(compiled):
    """It neither traps nor raises; the remainder is 0."""
    compiled(floor_divide)(-(2**63), -1)
    assert compiled(modulo)(-(2**63), -1) == 0


@given(a=integer, b=integer)
def test_integer_true_division(compiled, a, b):
    assume(abs(int(a)) < 2**53 and abs(int(b)) < 2**53)
    result = outcome(compiled(true_divide), (a, b))
    if int(b) == 0:
        assert type(result.error) is ZeroDivisionError
    else:
        assert difference(result.value, int(a) / int(b)) is None


@given(a=integer, b=st.integers(0, 70))
def test_integer_power(compiled, a, b):
    expected = wrap(int(a) ** b, False)
    assert difference(compiled(power)(a, b), expected) is None


@given(a=st.sampled_from(UNSIGNED).flatmap(integers_of), b=st.sampled_from(UNSIGNED).flatmap(integers_of))
def test_unsigned_power(compiled, a, b):
    # numba takes the power of floats for exponents beyond 2**16.
    assume(b < 2**16)
    assert difference(compiled(power)(a, b), pow(int(a), int(b), 2**64)) is None


@given(a=python_int, b=st.integers(-70, -1))
@example(1, -1)
@example(-1, -3)
@example(-1, -4)
@example(0, -1)
def test_integer_negative_power_truncates(compiled, a, b):
    result = outcome(compiled(power), (a, b))
    if a == 0:
        assert type(result.error) is ZeroDivisionError
    else:
        expected = (1 if a == 1 or b % 2 == 0 else -1) if abs(a) == 1 else 0
        assert difference(result.value, expected) is None


@given(a=integer, b=st.integers(0, 63))
def test_shifts(compiled, a, b):
    unsigned = is_unsigned(a)
    assert difference(compiled(shift_left)(a, b), wrap(int(a) << b, unsigned)) is None
    assert difference(compiled(shift_right)(a, b), wrap(int(a) >> b, unsigned)) is None


@given(a=integer)
def test_integer_unary(compiled, a):
    width = 8 * a.dtype.itemsize
    if not isinstance(a, np.bool_):
        # The operation is done at the operand's own width, and widened then.
        for function, exact in ((negate, -int(a)), (invert, ~int(a)), (absolute, abs(int(a)))):
            own = exact & (2**width - 1)
            if not is_unsigned(a) and own >= 2 ** (width - 1):
                own -= 2**width
            assert difference(compiled(function)(a), own) is None
    assert compiled(truth)(a) == (bool(a), not a)


@given(a=integer, b=integer)
def test_integer_comparison(compiled, a, b):
    x, y = int(a), int(b)
    # Beyond 2**53 numba compares int64 with uint64 as floats.
    assume(is_unsigned(a) == is_unsigned(b) or (abs(x) < 2**53 and abs(y) < 2**53))
    assert compiled(less)(a, b) == (x < y, x <= y, x > y, x >= y)
    assert compiled(equal)(a, b) == (x == y, x != y)


@pytest.mark.parametrize(
    "function", [add, subtract, multiply, true_divide, floor_divide, modulo, both_divisions], ids=lambda function: function.__name__
)
@given(a=python_float, b=python_float)
@example(-0.0, 1.0)
@example(0.0, -1.0)
@example(math.inf, 2.0)
@example(-1.0, math.inf)
@example(-1e-20, 1.0)
@example(5e-324, -1e308)
def test_floats(compiled, function, a, b):
    expected, actual = outcome(function, (a, b)), outcome(compiled(function), (a, b))
    assert error_difference(actual.error, expected.error) is None
    if expected.error is None:
        assert difference(actual.value, expected.value) is None


@given(a=python_float, b=python_float)
def test_float_comparison(compiled, a, b):
    assert compiled(less)(a, b) == less(a, b)
    assert compiled(equal)(a, b) == equal(a, b)
    assert difference(compiled(negate)(a), -a) is None
    assert difference(compiled(absolute)(a), abs(a)) is None
    assert compiled(truth)(a) == truth(a)


@given(a=moderate_float, b=st.floats(-20, 20))
@example(0.0, 0.0)
@example(2.0, -1.0)
@example(-8.0, 3.0)
def test_float_power(compiled, a, b):
    assume(a > 0 or (a == 0 and b >= 0) or b == int(b) and a != 0)
    try:
        expected = a**b
    except OverflowError:
        expected = math.copysign(math.inf, a) if b % 2 else math.inf
    assert difference(compiled(power)(a, b), expected, 1e-13) is None


@given(a=st.sampled_from((np.bool_, np.int8, np.int16, np.uint8)).flatmap(integers_of), b=st.floats(-100, 100, width=32))
def test_float32_with_small_integers(compiled, a, b):
    b = np.float32(b)
    assert difference(compiled(add)(a, b), float(np.float32(a) + b)) is None
    assert difference(compiled(multiply)(a, b), float(np.float32(a) * b)) is None


@given(a=st.sampled_from((np.int32, np.int64, np.uint16, np.uint32)).flatmap(integers_of), b=st.floats(-100, 100, width=32))
def test_float32_with_wide_integers(compiled, a, b):
    assume(abs(int(a)) < 2**53)
    assert difference(compiled(add)(a, np.float32(b)), float(a) + float(b)) is None
    assert difference(compiled(multiply)(a, np.float32(b)), float(a) * float(b)) is None


@given(a=st.floats(width=32), b=st.floats(width=32))
def test_float32(compiled, a, b):
    a, b = np.float32(a), np.float32(b)
    with np.errstate(all="ignore"):
        assert difference(compiled(add)(a, b), float(a + b)) is None
        assert difference(compiled(multiply)(a, b), float(a * b)) is None
        if b != 0:
            assert difference(compiled(true_divide)(a, b), float(a / b)) is None


@given(a=python_complex, b=python_complex)
def test_complex(compiled, a, b):
    assert difference(compiled(add)(a, b), a + b) is None
    assert difference(compiled(subtract)(a, b), a - b) is None
    assert difference(compiled(multiply)(a, b), a * b, 1e-14) is None
    assert compiled(equal)(a, b) == equal(a, b)
    assert difference(compiled(absolute)(a), abs(a), 1e-15) is None
    assert compiled(truth)(a) == truth(a)
    result = outcome(compiled(true_divide), (a, b))
    if b == 0:
        assert type(result.error) is ZeroDivisionError
    elif not 0 < abs(b) < 1e-300:
        assert abs(result.value - a / b) <= 1e-13 * (1 + abs(a / b))


@given(a=st.one_of(python_int, python_float, python_complex), b=st.one_of(python_int, python_float, python_complex))
def test_mixed_types_give_the_type_of_python(compiled, a, b):
    result = compiled(add)(a, b)
    assert type(result) is type(a + b)


# Rounding and conversion


def round_to_integer(x):
    return round(x)


def round_down(x):
    return math.floor(x), math.ceil(x), math.trunc(x), int(x)


def round_digits(x, n):
    return round(x, n)


@given(x=st.one_of(st.floats(-1e15, 1e15), st.integers(-1000, 1000).map(lambda n: n / 2)))
@example(0.49999999999999994)
@example(-0.5)
@example(4503599627370497.5)
def test_rounding(compiled, x):
    assert difference(compiled(round_to_integer)(x), round(x)) is None
    assert difference(compiled(round_down)(x), round_down(x)) is None


@given(x=st.floats(-1e6, 1e6), n=st.integers(-3, 6))
def test_round_to_digits(compiled, x, n):
    actual = compiled(round_digits)(x, n)
    assert abs(actual - round(x, n)) <= 10.0**-n * (1 + 1e-9) and abs(actual - x) <= 0.5000001 * 10.0**-n + 1e-9 * abs(x)


def to_int8(x):
    return np.int8(x)


def to_uint8(x):
    return np.uint8(x)


def to_int32(x):
    return np.int32(x)


def to_uint32(x):
    return np.uint32(x)


def to_uint64(x):
    return np.uint64(x)


def to_float32(x):
    return np.float32(x)


@pytest.mark.parametrize(
    ("function", "width", "unsigned"),
    [(to_int8, 8, False), (to_uint8, 8, True), (to_int32, 32, False), (to_uint32, 32, True), (to_uint64, 64, True)],
)
@given(x=python_int)
def test_integer_casts_wrap(compiled, function, width, unsigned, x):
    expected = x & (2**width - 1)
    if not unsigned and expected >= 2 ** (width - 1):
        expected -= 2**width
    assert difference(compiled(function)(x), expected) is None


@given(x=st.floats(width=64))
def test_float32_cast(compiled, x):
    with np.errstate(over="ignore"):
        assert difference(compiled(to_float32)(x), float(np.float32(x))) is None


# Loops


def range_digest(start, stop, step):
    count = 0
    digest = 0
    last = -1
    for i in range(start, stop, step):
        count += 1
        digest = digest * 31 + i
        last = i
    return count, digest, last


def backward_digest(start, stop, step):
    digest = 0
    for i in reversed(range(start, stop, step)):
        digest = digest * 31 + i
    return digest, len(range(start, stop, step))


def loop_with_exits(n, skip, end):
    total = 0
    for i in range(n):
        if i == skip:
            continue
        if i == end:
            break
        total += i
    else:
        total = -total - 1
    return total


def while_digest(n, step):
    digest = 0
    while n > 0:
        n -= step
        digest = digest * 3 + n
    return digest


@given(start=small_int, stop=small_int, step=st.integers(-50, 50))
def test_ranges(compiled, start, stop, step):
    expected, actual = outcome(range_digest, (start, stop, step)), outcome(compiled(range_digest), (start, stop, step))
    assert error_difference(actual.error, expected.error) is None
    if expected.error is None:
        count, digest, last = expected.value
        assert actual.value == (count, wrap(digest, False), last)


@given(start=small_int, stop=small_int, step=st.integers(-50, 50).filter(bool))
def test_reversed_ranges(compiled, engine, start, stop, step):
    if engine == "numba":
        pytest.skip("numba has no reversed")
    digest, length = backward_digest(start, stop, step)
    assert compiled(backward_digest)(start, stop, step) == (wrap(digest, False), length)


@given(near=st.integers(0, 20), length=st.integers(0, 20), step=st.integers(1, 2**62), backward=st.booleans())
def test_ranges_at_the_ends_of_the_integers(compiled, near, length, step, backward):
    if backward:
        start, stop, step = -(2**63) + near + length, -(2**63) + near, -step
    else:
        start, stop = 2**63 - 1 - near - length, 2**63 - 1 - near
    count, digest, last = range_digest(start, stop, step)
    assert compiled(range_digest)(start, stop, step) == (count, wrap(digest, False), last)


@given(n=st.integers(-3, 30), skip=st.integers(-3, 30), end=st.integers(-3, 30))
def test_loop_exits(compiled, n, skip, end):
    assert compiled(loop_with_exits)(n, skip, end) == loop_with_exits(n, skip, end)
    assert compiled(while_digest)(n, max(1, skip)) == wrap(while_digest(n, max(1, skip)), False)


# Tuples


def tuple_facts(a, b):
    return a == b, a != b, a < b, a <= b, a > b, a >= b, len(a), a + b


def tuple_element(t, i):
    return t[i]


def tuple_contains(t, x):
    return x in t, x not in t


def tuple_reduce(t):
    return sum(t), min(t), max(t)


short_tuple = st.lists(st.integers(-2, 2), min_size=1, max_size=4).map(tuple)
float_tuple = st.lists(st.floats(-2, 2), min_size=1, max_size=4).map(tuple)


@given(a=short_tuple, b=st.one_of(short_tuple, float_tuple))
def test_tuples(compiled, a, b):
    assert difference(compiled(tuple_facts)(a, b), tuple_facts(a, b)) is None


@given(t=st.one_of(short_tuple, float_tuple), i=st.integers(-6, 6))
def test_tuple_index(compiled, t, i):
    expected, actual = outcome(tuple_element, (t, i)), outcome(compiled(tuple_element), (t, i))
    assert error_difference(actual.error, expected.error) is None
    assert difference(actual.value, expected.value) is None


@given(t=st.one_of(short_tuple, float_tuple), x=st.one_of(st.integers(-3, 3), st.floats(-2, 2)))
def test_tuple_contains_and_reductions(compiled, t, x):
    assert compiled(tuple_contains)(t, x) == tuple_contains(t, x)
    total, low, high = compiled(tuple_reduce)(t)
    assert (low, high) == (min(t), max(t)) and abs(total - sum(t)) < 1e-12


# Arrays


def read(a, i):
    return a[i]


def read_2d(a, i, j):
    return a[i, j], a[i][j]


def write(a, i, x):
    a[i] = x
    return a[i]


def digest_1d(a):
    total = 0.0
    for i in range(len(a)):
        total = total * 0.5 + a[i]
    for x in a:
        total = total * 0.5 + x
    return total


def digest_2d(a):
    total = 0.0
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            total = total * 0.5 + a[i, j]
    return total, a.shape, a.size


element = st.sampled_from((*SIGNED, *UNSIGNED, *FLOATS))
step_of_slice = st.sampled_from([1, 2, 3, -1, -2, -3])


@st.composite
def arrays(draw, rank):
    """Arrays of every dtype: contiguous, Fortran, transposed, sliced with positive and negative steps, empty."""
    extents = [draw(st.integers(0, 6)) for _ in range(rank)]
    dtype = draw(element)
    base = (np.arange(math.prod(extents)) * 7 % 101).astype(dtype).reshape(extents)
    if draw(st.booleans()):
        base = np.asfortranarray(base)
    if draw(st.booleans()):
        base = base.T
    return base[tuple(slice(None, None, draw(step_of_slice)) for _ in range(rank))]


@given(a=arrays(1))
def test_array_reads(compiled, a):
    assert difference(compiled(digest_1d)(a), float(digest_1d(a.astype(np.float64))), 1e-12) is None


@given(a=arrays(2))
def test_array_reads_2d(compiled, a):
    total, shape, size = digest_2d(a.astype(np.float64))
    assert difference(compiled(digest_2d)(a), (float(total), shape, size), 1e-12) is None


@given(a=arrays(1), i=st.integers(-8, 8))
def test_array_index(compiled, engine, a, i):
    inside = -len(a) <= i < len(a)
    if engine == "numba" and not inside:
        return
    result = outcome(compiled(read), (a, i))
    if inside:
        assert difference(result.value, a[i].item()) is None
    else:
        assert type(result.error) is IndexError


@given(a=arrays(2), i=st.integers(-8, 8), j=st.integers(-8, 8))
def test_array_index_2d(compiled, engine, a, i, j):
    inside = -a.shape[0] <= i < a.shape[0] and -a.shape[1] <= j < a.shape[1]
    if engine == "numba" and not inside:
        return
    result = outcome(compiled(read_2d), (a, i, j))
    if inside:
        assert difference(result.value, (a[i, j].item(), a[i, j].item())) is None
    else:
        assert type(result.error) is IndexError


@given(a=arrays(1), i=st.integers(-6, 5), x=st.integers(0, 100))
def test_array_write(compiled, a, i, x):
    assume(-len(a) <= i < len(a))
    changed, expected = fresh(a), fresh(a)
    expected[i] = x
    assert difference(compiled(write)(changed, i, x), expected[i].item()) is None
    assert difference(changed, expected) is None


# Functions of math


def math_of_one(x):
    return math.sin(x), math.cos(x), math.atan(x), math.tanh(x), math.exp(-abs(x)), math.sqrt(abs(x)), math.cbrt(x), math.erf(x), math.asinh(x)


def math_numba_knows(x):
    return math.sin(x), math.cos(x), math.atan(x), math.tanh(x), math.exp(-abs(x)), math.sqrt(abs(x)), math.erf(x), math.asinh(x)


def math_classify(x):
    return math.isnan(x), math.isinf(x), math.isfinite(x), math.copysign(1.0, x), math.fabs(x)


def math_of_two(x, y):
    return math.atan2(x, y), math.hypot(x, y), math.copysign(x, y)


def math_integers(a, b):
    return math.gcd(a, b), abs(a - b)


@given(x=st.one_of(moderate_float, st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.5, 1e-300, 710.0, -745.0])))
def test_math(compiled, engine, x):
    function = math_numba_knows if engine == "numba" else math_of_one
    assert difference(compiled(function)(x), function(x), 1e-14) is None


@given(x=python_float, y=python_float)
def test_math_special_values(compiled, x, y):
    assert difference(compiled(math_classify)(x), math_classify(x)) is None
    assert difference(compiled(math_of_two)(x, y), math_of_two(x, y), 1e-15) is None


@given(a=st.integers(-(2**40), 2**40), b=st.integers(-(2**40), 2**40))
def test_math_gcd(compiled, a, b):
    assert compiled(math_integers)(a, b) == math_integers(a, b)

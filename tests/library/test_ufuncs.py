"""All of NumPy's ufuncs on whole arrays, over dtypes and pairs of dtypes, beside NumPy."""

import linecache

import numpy as np
import pytest
from compare import check
from comparing import executed

import numlir as nb

UFUNCS = {name: getattr(np, name) for name in sorted(np.__all__) if isinstance(getattr(np, name), np.ufunc)}
UNARY = [name for name, ufunc in UFUNCS.items() if ufunc.nin == 1]
BINARY = [name for name, ufunc in UFUNCS.items() if ufunc.nin == 2 and ufunc.signature is None]

# NumPy leaves these to the C compiler and the processor, or gives dtypes that compiled code does not have.
LEFT_OUT = {
    ("reciprocal", "int32"),
    ("reciprocal", "int64"),
    # Powers of infinities to complex exponents.
    ("power", "float32", "complex64"),
    ("pow", "float32", "complex64"),
    ("float_power", "float32", "complex64"),
}

VALUES = {
    "b": [True, False, True, False, True, True, False, False],
    "i": [0, 1, 2, 3, 127, -128, 7, -100],
    "u": [0, 1, 2, 3, 255, 128, 7, 100],
    "f": [0.0, 1.0, 1.5, -2.5, np.nan, np.inf, 0.3, 30.25],
    "c": [0.5 + 1j, -2 + 0.25j, 1.0, 3 - 4j, 1e3 + 1j, -0.75j, 0.1 + 0.1j, 1.0],
}


def values(dtype):
    return np.array(VALUES[np.dtype(dtype).kind], dtype)


def compiled(calls, parameters):
    """A function that gives the results of several calls."""
    text = f"def many({parameters}):\n    return {', '.join(calls)},\n"
    name = f"<{calls[0]} and more, {len(linecache.cache)}>"
    space = executed(text, name, {"np": np})
    return nb.njit(space["many"])


def has(name, *arguments):
    """Whether NumPy has the function for the arguments."""
    try:
        with np.errstate(all="ignore"):
            UFUNCS[name](*arguments)
    except (TypeError, ValueError):
        return False
    return True


# NumPy computes with float16 what it has no loop for in 8 bits, and with float32 what it has none for in 16.
TOLERANCES = {"bool": 1e-3, "int8": 1e-3, "uint8": 1e-3, "uint16": 1e-5, "float32": 1e-5, "complex64": 1e-5}


def tolerance(*dtypes):
    return max(TOLERANCES.get(dtype, 1e-12) for dtype in dtypes)


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint16", "int32", "uint64", "int64", "float32", "float64", "complex64", "complex128"])
def test_one_array(dtype):
    a = values(dtype)
    names = [name for name in UNARY if has(name, a) and (name, dtype) not in LEFT_OUT]
    check(compiled([f"np.{name}(a)" for name in names], "a"), a, tolerance=tolerance(dtype))


PAIRS = [
    ("bool", "bool"),
    ("int8", "uint8"),
    ("int64", "uint64"),
    ("bool", "float32"),
    ("int32", "float32"),
    ("float64", "float64"),
    ("float32", "complex64"),
    ("complex128", "complex128"),
]


@pytest.mark.parametrize("pair", PAIRS)
def test_two_arrays(pair):
    a, b = values(pair[0]), values(pair[1])[::-1].copy()
    names = [name for name in BINARY if has(name, a, b) and (name, *pair) not in LEFT_OUT]
    check(compiled([f"np.{name}(a, b)" for name in names], "a, b"), a, b, tolerance=tolerance(*pair))


@nb.njit
def with_options(a, b, mask, out):
    np.add(a, b, out=out)
    first = out.copy()
    np.multiply(a, b, out=out, where=mask)
    return first, np.subtract(a, b, dtype=np.float32), np.sqrt(a, out), np.divmod(a, b), np.modf(a), np.frexp(a)


def test_options():
    for layout in (slice(None), slice(None, None, -1)):
        a, b = values("float64")[layout], np.arange(8.0)[layout] + 1
        check(with_options, np.nan_to_num(a, posinf=7.0), b, a > 1, np.zeros(8))


@nb.njit
def beside_ufuncs(a):
    return (
        np.fix(a),
        np.isposinf(a),
        np.isneginf(a),
        np.round(a, 1),
        np.round(a),
        a.round(1),
        a.clip(-1, 2),
        np.clip(a, 1, None),
        a.conj(),
        np.conj(a),
        np.nan_to_num(a),
        np.nan_to_num(a, nan=1.0, posinf=2.0),
    )


def test_beside_ufuncs():
    for dtype in ("int64", "float32", "float64"):
        check(beside_ufuncs, values(dtype))
        check(beside_ufuncs, np.asfortranarray(values(dtype).reshape(2, 4)))


@nb.njit
def builtins(a, b):
    return divmod(a, b), divmod(a, 2), pow(a, 2), pow(2, b), abs(a)


def test_builtins_of_numbers():
    check(builtins, np.array([3.0, -2.0, 7.5]), np.array([2.0, 3.0, -2.0]))
    check(builtins, np.array([3, -2, 7]), np.array([2, 3, 2]))


@nb.njit
def two_places(x, y, whole, rest):
    return np.divmod(x, y, whole, rest)


@nb.njit
def cast(x, y):
    np.add(x, y, out=x, casting="unsafe")
    return np.multiply(x, y, dtype=np.int16, casting="unsafe"), np.add(x, 1, casting="no", subok=True)


@nb.njit
def ordered(x):
    return np.sin(x, order="F"), np.add(x, x, order="C"), np.negative(x, order="K")


@nb.njit
def answers(x, y, n):
    return (
        np.equal(x, y, dtype=bool),
        np.less(n, y, dtype=np.bool_),
        np.isnan(x, dtype=bool),
        np.logical_and(x, n, dtype=bool),
        np.logical_not(n, dtype=bool),
    )


def test_a_bool_is_what_a_comparison_gives():
    check(answers, np.array([1.0, np.nan, 1e-9]), np.array([1.0, 2.0, 0.0]), np.array([2, 0, 0]))


@nb.njit
def not_safe(x):
    return np.add(x, 1.0, dtype=np.float32, casting="safe")


def test_casting_and_order():
    check(two_places, np.arange(5), np.arange(1, 6), np.zeros(5, int), np.zeros(5, int))
    check(cast, np.arange(3), np.array([0.5, 1.5, 2.7]))
    for x in (np.ones((2, 3)), np.ones((2, 3)).T, np.ones(4)):
        for made, expected in zip(ordered(x), ordered.py_func(x)):
            assert made.flags.f_contiguous == expected.flags.f_contiguous
    with pytest.raises(nb.errors.TypingError):
        not_safe(np.ones(3))


@nb.njit
def mantissas(a):
    return np.frexp(a)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_mantissas_of_all_sizes(dtype):
    limits = np.finfo(dtype)
    sizes = np.ldexp(dtype(1), np.arange(limits.minexp - limits.nmant, limits.maxexp), dtype=dtype)
    odd = np.array([0.0, np.inf, np.nan, limits.max, limits.smallest_normal, limits.smallest_subnormal], dtype)
    for a in (sizes, sizes * dtype(1.75), odd):
        for values in (a, -a):
            for got, expected in zip(mantissas(values), np.frexp(values), strict=True):
                assert got.dtype == expected.dtype
                np.testing.assert_array_equal(got, expected)
                np.testing.assert_array_equal(np.signbit(got), np.signbit(expected))


def test_python_integers_times_powers_of_two():
    """An integer of Python's follows the first loop, that of halves."""

    @nb.njit
    def f(counts):
        return np.ldexp(5, counts), np.ldexp(True, counts), np.ldexp(5.0, counts), np.ldexp(np.int64(5), counts), np.ldexp(5, 2)

    check(f, np.arange(4))
    check(f, np.arange(4, dtype=np.int8))


PARTS = [0.0, -0.0, 1.0, -1.0, 0.5, 3.0, 700.0, 709.0, 709.5, 710.0, 711.0, 1000.0, 1420.0, -745.0, -1000.0, 1e22, np.inf, -np.inf, np.nan]


@pytest.mark.parametrize("dtype, tolerance", [(np.complex128, 1e-14), (np.complex64, 1e-6)])
@pytest.mark.filterwarnings("ignore")
def test_complex_exponentials(dtype, tolerance):
    """Sizes beyond the largest number, infinities, NaN and zeros of both signs; in arrays and one by one."""
    values = np.array([complex(re, im) for re in PARTS for im in PARTS]).astype(dtype)
    exponential = nb.njit(lambda z: np.exp(z))
    expected = np.exp(values)
    for actual in (exponential(values), np.array([exponential(value) for value in values], dtype)):
        for part in ("real", "imag"):
            ours, numpys = getattr(actual, part), getattr(expected, part)
            np.testing.assert_allclose(ours, numpys, rtol=tolerance, atol=1e-320)
            zeros = (numpys == 0) & (abs(values.real) < np.inf)
            assert (np.signbit(ours) == np.signbit(numpys))[zeros].all()

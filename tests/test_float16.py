"""float16 outside of kernels: what is computed in float32 is rounded once, as in NumPy."""

import numpy as np
import pytest
from numlir import errors, njit, vectorize

VALUES = np.array([1.5, 2.5, -3, 0.1, 1000], np.float16)

EXPRESSIONS = [
    "x[0] + x[1]", "x[0] * x[3]", "x[0] / x[3]", "x[0] // x[3]", "x[0] % x[3]", "x[0] ** 2", "-x[0]", "abs(x[2])", "x[0] < x[1]",
    "max(x[0], x[1])", "int(x[1])", "float(x[3])", "bool(x[0])", "round(x[3], 2)", "x + x", "x * 2", "x > 0", "np.sqrt(abs(x))",
    "x.astype(np.float32)", "np.arange(5).astype(np.float16)", "np.zeros(3, np.float16)", "np.full(3, 1.5, np.float16)", "np.sort(x)",
    "x[x > 0]", "np.where(x > 0, x, x[0])", "x.max()", "x.sum()", "x.mean()", "x[:4].std()", "np.isnan(x)", "x[::-2].copy()", "[x[0], x[3]]",
]  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_values_are_numpys(expression):
    function = eval(f"lambda x: {expression}", {"np": np})
    ours, theirs = njit(function)(VALUES), function(VALUES)
    np.testing.assert_allclose(np.asarray(ours, np.float64), np.asarray(theirs, np.float64), rtol=2e-3)


def test_one_operation_is_exactly_rounded():
    x = np.linspace(-300, 300, 2001).astype(np.float16)
    y = x[::-1] + np.float16(0.37)

    @njit
    def combined(x, y, out):
        for i in range(x.size):
            out[i] = x[i] * y[i]

    out = np.zeros_like(x)
    combined(x, y, out)
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(out, x * y)


def test_a_ufunc_has_a_loop_for_it():
    plus = vectorize(lambda a, b: a + b)
    result = plus(VALUES, VALUES)
    assert result.dtype == np.float16
    np.testing.assert_array_equal(result, VALUES + VALUES)


def test_sets_have_none():
    with pytest.raises(errors.UnsupportedError, match="sets hold"):
        njit(lambda x: {x[0]})(VALUES)


ALL = np.arange(65536, dtype=np.uint16).view(np.float16)
SHUFFLED = np.random.default_rng(0).permutation(ALL)
ROUNDED = "add subtract multiply divide floor_divide remainder fmod maximum minimum fmax copysign hypot less equal".split()
UNARY = "negative absolute rint sign sqrt square reciprocal floor ceil trunc deg2rad isnan signbit exp2 log2 tanh".split()


def function_of(expression, parameters="x, y"):
    return njit(eval(f"lambda {parameters}: ({expression})", {"np": np}))


@pytest.mark.parametrize("name", ROUNDED)
def test_functions_of_two_arrays_are_numpys(name):
    function = function_of(f"np.{name}(x, y)")
    with np.errstate(all="ignore"):
        expected = function.py_func(ALL, SHUFFLED)
    actual = function(ALL, SHUFFLED)
    assert actual.dtype == expected.dtype
    np.testing.assert_array_equal(actual, expected)


@pytest.mark.parametrize("name", UNARY)
def test_functions_of_all_float16_are_numpys(name):
    function = function_of(f"np.{name}(x)", "x")
    with np.errstate(all="ignore"):
        expected = function.py_func(ALL)
    actual = function(ALL)
    assert actual.dtype == expected.dtype
    np.testing.assert_array_equal(actual, expected)


@pytest.mark.parametrize(
    "expression",
    ["x + 1", "2.5 * x", "x / 3", "x ** 2", "-x", "x * x + x", "x + np.int8(3)", "x + np.arange(4, dtype=np.uint8)", "x + 1j", "x + np.float32(1)", "x + np.arange(4)"],
)
def test_promotion_is_numpys(expression):
    function, x = function_of(expression, "x"), VALUES[:4]
    expected = function.py_func(x)
    actual = function(x)
    assert actual.dtype == expected.dtype
    np.testing.assert_array_equal(actual, expected)


@pytest.mark.parametrize(
    "expression",
    ["x.sum(axis=1)", "x.mean(axis=1)", "x.max(axis=0)", "np.cumsum(x, axis=0)[:1]", "x @ x.T", "np.dot(x[0], x[1])", "np.inner(x, x)", "np.sum(x)", "np.diff(x)"],
)
def test_sums_and_products_round_once(expression):
    x = (np.random.default_rng(1).random((5, 40)) * 4).astype(np.float16)
    function = function_of(expression, "x")
    expected, actual = function.py_func(x), function(x)
    assert np.ndim(expected) == 0 or actual.dtype == np.float16
    np.testing.assert_array_equal(np.asarray(actual, np.float64), np.asarray(expected, np.float64))


@pytest.mark.parametrize(
    "expression",
    ["x.sum(axis=0)", "x.sum(axis=1)", "x.sum()", "x.prod(axis=0)", "x.prod(axis=1)", "np.var(x, axis=0)", "x.var(axis=1)", "x.std(axis=0, ddof=1)", "np.cumprod(x, axis=0)", "np.cumsum(x, axis=1)", "np.cumsum(x)", "x.var()"],
)
def test_rows_round_once_and_columns_at_each_row(expression):
    function = function_of(expression, "x")
    rng = np.random.default_rng(3)
    for shape in ((5, 7), (40, 3), (30, 200), (1, 9)):
        x = (1 + rng.normal(size=shape) / 8).astype(np.float16)
        if "ddof" not in expression or shape[0] > 1:
            np.testing.assert_array_equal(function(x), function.py_func(x))


def test_lapack_has_no_float16():
    with pytest.raises(errors.TypingError, match="array type float16 is unsupported in linalg"):
        njit(lambda x: np.linalg.inv(x))(np.eye(2, dtype=np.float16))


def test_rounding_to_decimals():
    x = np.linspace(-3, 3, 101).astype(np.float16)
    rounded = function_of("np.round(x, 1), x.round(2), np.round(x)", "x")
    for actual, expected in zip(rounded(x), rounded.py_func(x), strict=True):
        assert actual.dtype == np.float16
        np.testing.assert_array_equal(actual, expected)


@njit
def norms(a):
    line = a[0]
    vectors = np.linalg.norm(line), np.linalg.norm(line, 1), np.linalg.norm(line, 3), np.linalg.norm(line, 0), np.linalg.norm(line, np.inf)
    return vectors, np.linalg.norm(a), np.linalg.norm(a, "fro"), np.linalg.norm(a, axis=0), a.std(), a.T.var(axis=0), a.prod(), a.cumprod()


def test_norms_and_moments_are_rounded_as_numpys():
    a = np.random.default_rng(3).normal(size=(7, 9)).astype(np.float16)
    for values in (a, np.asfortranarray(a)):
        for ours, theirs in zip(norms(values), norms.py_func(values), strict=True):
            np.testing.assert_array_equal(ours, theirs)

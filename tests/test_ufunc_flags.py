"""Floating-point flags: kernels warn of what NumPy's ufuncs of the same function warn of, and of nothing else."""

import math
import warnings

import numpy as np
import numpy.testing as check
import pytest

from numlir import njit, vectorize

FUNCTIONS = [
    "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctanh", "cbrt", "cos", "cosh", "exp", "exp2", "expm1",
    "log", "log10", "log1p", "log2", "sin", "sinh", "sqrt", "tan", "tanh",
]  # fmt: skip
VALUES = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 800.0, -800.0, 1e300, -1e300, np.inf, -np.inf, np.nan]


def warned(function, *arguments, **keywords):
    """The kinds of warnings of a call, and what it gives."""
    with warnings.catch_warnings(record=True) as said, np.errstate(all="warn", under="ignore"):
        warnings.simplefilter("always")
        result = function(*arguments, **keywords)
    return sorted(str(each.message).split(" encountered")[0] for each in said), result


@pytest.mark.parametrize("name", FUNCTIONS)
def test_math_functions(name):
    theirs = getattr(np, name)
    ours = vectorize(["float32(float32)", "float64(float64)"])(eval(f"lambda x: np.{name}(x)", {"np": np}))
    for dtype in ("f4", "f8"):
        for value in VALUES:
            with np.errstate(all="ignore"):
                x = np.full(19, value, dtype)
            for part in (x, x[:1], x[::2]):
                mine, result = warned(ours, part)
                wanted, expected = warned(theirs, part)
                check.assert_allclose(result, expected, rtol=1e-6)
                if not (name == "cbrt" or np.isnan(value)):
                    assert mine == wanted, (dtype, value, part.size)
                if np.isnan(value):
                    assert mine == []


@vectorize
def guarded(x, y):
    return x / y if y != 0 else 0.0


@vectorize
def clipped(x, low, high):
    return low if x < low else high if x > high else x


@vectorize(["float64(float64)", "float32(float32)"])
def rounded(x):
    return np.maximum(x, 0.5) + np.fmin(x, 2.0) + np.floor(x) + abs(x) + min(x, 1.0) + np.sign(x)


@vectorize(["float64(float64, float64)"])
def larger(x, y):
    return x if x > y or math.isnan(x) else y


def test_branches_not_taken_raise_nothing():
    x, y = np.arange(5000.0), np.arange(5000.0) % 7
    kinds, result = warned(guarded, x, y)
    assert kinds == []
    check.assert_array_equal(result, np.divide(x, y, out=np.zeros(5000), where=y != 0))


def test_comparisons_of_nan_raise_nothing():
    x = np.where(np.arange(3000) % 5 == 0, np.nan, np.linspace(-3, 3, 3000))
    assert warned(clipped, x, -1.0, 1.0)[0] == []
    assert warned(larger, x, x[::-1])[0] == []
    assert warned(rounded, x)[0] == []
    assert warned(rounded, x.astype("f4"))[0] == []
    assert warned(larger.reduce, x)[0] == []
    assert warned(larger.accumulate, x)[0] == []


EXPRESSIONS = [
    "np.maximum(x, 0.5)", "np.minimum(x, 0.5)", "np.fmax(x, 0.5)", "np.fmin(x, 0.5)", "np.clip(x, 0.0, 1.0)", "x > 0",
    "np.less(x, 1.0)", "x % 1.5", "np.sign(x)", "np.hypot(x, 1.0)", "math.exp(x) if x > 0 else x", "x if x > 1 or x < -1 else 0.0",
    "np.where(x > 0, x, 1.0)", "max(x, 0.0) + min(x, 1.0)",
]  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_nan_raises_nothing(expression, dtype):
    ours = vectorize([f"{dtype}({dtype})"])(eval(f"lambda x: {expression}", {"np": np, "math": math}))
    x = np.where(np.arange(3000) % 5 == 0, np.nan, np.linspace(-3, 3, 3000)).astype(dtype)
    assert warned(ours, x)[0] == []
    assert warned(ours, x[::-3])[0] == []


@vectorize(["float64(float64)"])
def wrapped(x):
    if x < 0:
        return x + 1
    if x > 1 and x < 2:
        return x - 1
    elif x >= 2:
        if x > 2.5:
            return math.log(x)
        x = x / 2
    return math.sqrt(x)


def test_early_returns():
    x = np.where(np.arange(3000) % 5 == 0, np.nan, np.linspace(-3, 3, 3000))
    kinds, result = warned(wrapped, x)
    assert kinds == []
    check.assert_allclose(result, [wrapped.py_func(value) for value in x], rtol=1e-15)


@vectorize(["float64(float64)"])
def root_of_logarithm(x):
    return math.sqrt(math.log(x))


@vectorize(["float32(float64)"])
def narrowed_exponential(x):
    return math.exp(x)


@vectorize(["float64(float64, float64)"])
def exponential_sum(x, y):
    return math.exp(x) + y


@pytest.mark.parametrize("place", [0, 1023, 1024, 2500, 4999])
def test_one_element_of_many(place):
    for value, kind in ((0.0, "divide by zero"), (0.5, "invalid value"), (-1.0, "invalid value")):
        x = np.linspace(2, 3, 5000)
        x[place] = value
        wanted = sorted({kind, "invalid value"})
        assert warned(root_of_logarithm, x)[0] == wanted
        assert warned(root_of_logarithm, x[::-1])[0] == wanted
        # In place: the flags are those of what was there.
        copy = x.copy()
        kinds, _ = warned(root_of_logarithm, copy, out=copy)
        assert kinds == wanted
        with np.errstate(all="ignore"):
            check.assert_array_equal(copy, root_of_logarithm(x))
        x[place] = np.inf
        assert warned(root_of_logarithm, x)[0] == []


def test_results_that_do_not_fit_overflow():
    assert warned(narrowed_exponential, np.full(50, 80.0))[0] == []
    assert warned(narrowed_exponential, np.full(50, 100.0))[0] == ["overflow"]


def test_reductions_raise_what_their_steps_raise():
    x = np.zeros(3000)
    assert warned(exponential_sum.reduce, x)[0] == ["overflow"]
    assert warned(exponential_sum.reduce, np.array([-1.0, -2.0, -np.inf, 3.0]))[0] == []
    assert warned(exponential_sum.accumulate, np.full(9, 1000.0))[0] == ["overflow"]
    assert warned(exponential_sum.accumulate, np.full(9, -np.inf))[0] == []


def test_parallel_kernels():
    @vectorize(["float64(float64)"], target="parallel")
    def logarithm(x):
        return math.log1p(x)

    x = np.linspace(0, 1, 100_000)
    x[70_000] = np.inf
    assert warned(logarithm, x)[0] == []
    x[30_000] = -1
    assert warned(logarithm, x)[0] == ["divide by zero"]
    x[90_000] = -2
    assert warned(logarithm, x)[0] == ["divide by zero", "invalid value"]


def sums_of_guarded_quotients(x, n):
    total = 0.0
    for _ in range(n):
        if x > 0:
            total += 1 / x
    return total


def roots_of_differences(x, n):
    total = 0.0
    for i in range(n):
        total += math.sqrt(x - i) if x > i else 0.0
    return total


def newton(x, n):
    y = x
    while abs(y * y - x) > 1e-12 and n > 0:
        y = 0.5 * (y + x / y) if y != 0 else 0.0
        n -= 1
    return y


@pytest.mark.parametrize("kernel", [sums_of_guarded_quotients, roots_of_differences, newton])
def test_kernels_with_loops(kernel):
    ufunc = vectorize(["float64(float64, int64)"])(kernel)
    x = np.linspace(-3, 5, 5000)
    x[[100, 200, 300]] = 0.0, np.nan, -0.0
    x = np.abs(x) if kernel is newton else x
    mine, result = warned(ufunc, x, 4)
    assert mine == []
    check.assert_allclose(result, [kernel(float(value), 4) for value in x])


def test_kernels_with_loops_warn_of_what_they_do():
    @vectorize(["float64(float64, int64)"])
    def reciprocals(x, n):
        total = 0.0
        for _ in range(n):
            if x <= 0:
                total += 1 / x
        return total

    x = np.linspace(1, 5, 5000)
    assert warned(reciprocals, x, 2)[0] == []
    x[4000] = 0.0
    assert warned(reciprocals, x, 2)[0] == ["divide by zero"]


def test_random_numbers_are_drawn_once():
    @vectorize(["float64(float64)"])
    def noisy(x):
        return np.random.random() + (math.sqrt(x) if x > 0 else 0.0)

    @njit
    def start(seed):
        np.random.seed(seed)

    @njit
    def draw(count):
        return np.array([np.random.random() for _ in range(count)])

    start(3)
    with np.errstate(invalid="ignore"):
        given = noisy(np.full(10, -1.0))
    start(3)
    check.assert_array_equal(given, draw(10))

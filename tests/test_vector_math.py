"""Math functions over whole arrays run on vectors: within 4 units in the last place of what longer arithmetic gives, over all
magnitudes, and with NumPy's zeros, infinities and NaNs."""

import numpy as np
import pytest

from numlir import njit

EVERY = (-1e300, 1e300)
RANGES = {
    "sin": [(-10, 10), (-1e5, 1e5), EVERY], "cos": [(-10, 10), (-1e5, 1e5), EVERY], "tan": [(-10, 10), (-1e5, 1e5), EVERY],
    "exp": [(-1, 1), (-745, 709)], "exp2": [(-1000, 1000)], "expm1": [(-1, 1), (-40, 700)],
    "log": [(0.5, 2), (1e-320, 1e300)], "log1p": [(-0.9, 1), (1, 1e300)], "log2": [(0.5, 2), (1e-300, 1e300)],
    "log10": [(0.5, 2), (1e-300, 1e300)], "sinh": [(-1, 1), (-700, 700)], "cosh": [(-700, 700)], "tanh": [(-1, 1), (-30, 30)],
    "arcsin": [(-1, 1)], "arccos": [(-1, 1)], "arctan": [(-10, 10), EVERY], "arcsinh": [(-1, 1), EVERY],
    "arccosh": [(1, 2), (1, 1e300)], "arctanh": [(-0.99999, 0.99999)], "cbrt": [(-1, 1), EVERY],
}  # fmt: skip
LONGER = {"float32": np.float64, "float64": np.longdouble}
LARGEST = {"exp": 88, "exp2": 127, "expm1": 88, "sinh": 88, "cosh": 88}


def numbers(low, high, dtype, name):
    """Uniform numbers, or of uniform magnitudes where the range has many."""
    if dtype == "float32":
        low, high = max(low, -3e38), min(high, 3e38, LARGEST.get(name, np.inf))
        low = max(low, -LARGEST.get(name, np.inf)) if low < 0 else max(low, 1e-37)
    rng = np.random.default_rng(1)
    if high < 1e10:
        return rng.uniform(low, high, 10_000).astype(dtype)
    sizes = np.exp(rng.uniform(np.log(low) if low > 0 else -10, np.log(high), 10_000))
    return (sizes * (rng.choice([-1, 1], 10_000) if low < 0 else 1)).astype(dtype)


def units(result, wanted):
    """How far results are from longer ones, in units in their last places."""
    nearest = wanted.astype(result.dtype)
    with np.errstate(invalid="ignore"):
        distance = np.abs(result.astype(wanted.dtype) - wanted) / np.spacing(np.abs(nearest)).astype(wanted.dtype)
    return np.where(np.isfinite(nearest), distance, np.where(result == nearest, 0, np.inf)).max()


@pytest.mark.parametrize("dtype", LONGER)
@pytest.mark.parametrize("name", RANGES)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_functions_of_one_number(name, dtype):
    theirs = getattr(np, name)
    ours = njit(eval(f"lambda x: np.{name}(x)", {"np": np}))
    for low, high in RANGES[name]:
        x = numbers(low, high, dtype, name)
        assert units(ours(x), theirs(x.astype(LONGER[dtype]))) <= 4
    limits = np.finfo(dtype)
    special = [0.0, np.inf, np.nan, 1.0, 0.5, 2.0, limits.max, limits.tiny, limits.smallest_subnormal, 710.5, 89.5]
    x = np.array([sign * value for value in special for sign in (1, -1)] * 3, dtype)
    result, wanted = ours(x), theirs(x)
    np.testing.assert_array_equal(np.isnan(result), np.isnan(wanted))
    numeric = ~np.isnan(wanted)
    np.testing.assert_array_equal(np.signbit(result[numeric]), np.signbit(wanted[numeric]))
    assert units(result[numeric], theirs(x[numeric].astype(LONGER[dtype]))) <= 4


@pytest.mark.parametrize("dtype", LONGER)
@pytest.mark.parametrize("expression", ["x**y", "np.arctan2(x, y)", "np.hypot(x, y)"])
def test_functions_of_two_numbers(expression, dtype):
    names = {"np": np}
    ours = njit(eval(f"lambda x, y: {expression}", names))
    rng = np.random.default_rng(2)
    x, y = rng.uniform(0.01, 100, 10_000).astype(dtype), rng.uniform(-10, 10, 10_000).astype(dtype)
    wanted = eval(expression, names, {"x": x.astype(LONGER[dtype]), "y": y.astype(LONGER[dtype])})
    assert units(ours(x, y), wanted) <= 4

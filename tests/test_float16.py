"""float16 outside of kernels: operators round once, functions of NumPy and reductions compute in float32."""

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

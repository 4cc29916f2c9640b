"""NumPy functions of one float."""

import numpy as np

from numlir import njit

TOLERANCE = 1e-14


@njit
def f(x):
    return (np.sqrt(x), np.exp(x), np.log(x), np.sin(x), np.cos(x), np.tan(x), np.arctan(x), np.sinh(x), np.cosh(x), np.tanh(x), np.log2(x), np.log10(x),
            np.log1p(x), np.expm1(x), np.cbrt(x), np.square(x), np.reciprocal(x), np.exp2(x))


CASES = [(0.5,), (2.0,), (10.25,)]

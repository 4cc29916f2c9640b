"""isnan, isinf, isfinite, signbit and logical functions of NumPy."""

import numpy as np

from numlir import njit


@njit
def f(x):
    return np.isnan(x), np.isinf(x), np.isfinite(x), np.signbit(x), np.logical_not(x), np.logical_and(x, 1.0), np.logical_or(x, 0.0), np.copysign(1.0, x)


CASES = [(1.0,), (-0.0,), (0.0,), (float("inf"),), (float("nan"),), (-3.5,)]

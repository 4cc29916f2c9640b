"""floor, ceil, trunc, rint and round of NumPy stay floats."""

import numpy as np

from numlir import njit


@njit
def f(x):
    return np.floor(x), np.ceil(x), np.trunc(x), np.rint(x), np.round(x), np.sign(x), np.abs(x), np.absolute(x), np.fabs(x)


CASES = [(2.5,), (-2.5,), (-0.5,), (3.0,), (0.0,), (1e20,), (float("inf"),)]

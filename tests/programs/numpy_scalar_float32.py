"""NumPy functions of float32 give float32."""

import numpy as np

from numlir import njit

TOLERANCE = 1e-6


@njit
def f(x):
    return np.sqrt(x), np.exp(x), np.sin(x), np.log(x), np.maximum(x, np.float32(1)), np.abs(x), np.floor(x), np.power(x, x)


CASES = [(np.float32(0.5),), (np.float32(2.25),)]

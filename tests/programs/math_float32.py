"""float32 arguments give float32 results."""

import math

import numpy as np

from numlir import njit

TOLERANCE = 1e-6
SAME_AS_NUMBA = True


@njit
def f(x):
    return math.sin(x), math.exp(x), math.sqrt(x), math.pow(x, x), math.atan2(x, x), math.floor(x), math.log(x)


CASES = [(np.float32(0.5),), (np.float32(2.25),)]

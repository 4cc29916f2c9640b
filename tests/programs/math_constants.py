"""The constants of math and NumPy."""

import math

import numpy as np

from numlir import njit


@njit
def f(x):
    return math.pi * x, math.e, math.tau, math.inf, -math.inf, math.nan, np.pi, np.e, np.inf, np.nan, np.euler_gamma


CASES = [(1,), (2.5,)]

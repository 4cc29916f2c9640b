"""Float functions of integers."""

import numpy as np

from numlir import njit

TOLERANCE = 1e-14


@njit
def f(x):
    return np.sqrt(x), np.exp(x), np.log(x), np.sin(x), np.floor(x), np.ceil(x), np.true_divide(x, 4), np.power(x, 3), np.power(x, 0.5)


CASES = [(1,), (9,), (2,)]

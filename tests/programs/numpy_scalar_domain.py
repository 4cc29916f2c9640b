"""NumPy functions outside their domain give NaN and infinities."""

import numpy as np

from numlir import njit


@njit
def f(x):
    return np.sqrt(x), np.log(x), np.arccos(x), np.divide(1.0, x), np.divide(x, 0.0)


CASES = [(-2.0,), (0.0,), (float("inf"),), (float("nan"),)]

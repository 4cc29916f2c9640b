"""float32 stays float32 among itself and widens with float64."""

import numpy as np

from numlir import njit


@njit
def f(x, y):
    a = x * y + x
    b = a / y - x
    return a, b, a * 0.5, a * 2, -a, abs(b)


CASES = [(np.float32(0.1), np.float32(0.3)), (np.float32(1e20), np.float32(1e20)), (np.float32(-1.5), np.float32(2.5))]

"""True division gives floats, and raises for zero."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    return a / b


CASES = [(7, 2), (6, 3), (-1, 3), (1, 0), (1.0, 0.0), (1.0, -0.0), (2**62, 3), (np.int8(7), np.int8(2)), (np.float32(1), np.float32(3)),
         (1 + 2j, 3 - 1j), (1 + 2j, 2), (1j, 0j), (True, 2), (np.uint64(9), 2), (np.complex64(1), np.float32(4))]

"""complex of two parts."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    z = complex(a, b)
    return z, z.real + z.imag, complex(a), complex(z)


CASES = [(1, 2), (1.5, -0.0), (np.float32(1.5), np.float32(2)), (3, 0.5)]

"""NumPy's names for types and their aliases."""

import numpy as np

from numlir import njit


@njit
def f(x):
    a = np.intp(x)
    b = np.float64(x) / 3
    c = np.complex128(x)
    d = np.bool_(x)
    return a + 1, b, c * 1j, d, np.complex64(c), np.int64(b)


CASES = [(3,), (0,), (True,)]

"""Complex arrays."""

import numpy as np

from numlir import njit


@njit
def f(a):
    total = 0j
    for i in range(a.shape[0]):
        a[i] = a[i] * 1j + 2
        total += a[i].conjugate()
    return total, a[0].real, a[1].imag, abs(a[0])


CASES = [(np.array([1 + 2j, 3 - 4j]),), (np.array([1 + 2j, 3 - 4j], np.complex64),), (np.array([1, 2j, 3])[::2],)]

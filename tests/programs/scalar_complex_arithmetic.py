"""Complex arithmetic and attributes."""

import numpy as np

from numlir import njit


@njit
def f(z, w):
    return z + w, z - w, z * w, z.real, z.imag, z.conjugate(), -z, abs(z), z + 1, 2.5 * w


CASES = [(1 + 2j, 3 - 4j), (3 + 4j, 0j), (np.complex64(3 - 4j), np.complex64(1j)), (-0.0 + 1j, 2 + 0j), (2.5 + 0j, 1j)]

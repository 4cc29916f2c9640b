"""NumPy functions of complex numbers."""

import numpy as np

from numlir import njit

TOLERANCE = 1e-12


@njit
def f(z):
    return np.sqrt(z), np.exp(z), np.abs(z), np.conj(z), np.log(z), np.sin(z), np.real(z), np.imag(z), np.angle(z), np.square(z)


CASES = [(1 + 2j,), (-1 + 0j,), (-3 - 4j,), (0.5j,)]

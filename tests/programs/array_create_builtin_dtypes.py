"""Python's own types as dtypes."""

import numpy as np

from numlir import njit


@njit
def f(n):
    a = np.zeros(n, dtype=int)
    b = np.ones(n, dtype=float)
    c = np.zeros((n, 1), dtype=bool)
    d = np.ones(n, dtype=complex)
    return a, b, c, d


CASES = [(3,), (0,)]

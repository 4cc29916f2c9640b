"""Indices out of bounds raise IndexError."""

import numpy as np

from numlir import njit


@njit
def f(a, i):
    return a[i]


CASES = [(np.arange(3), i) for i in (-4, -3, 2, 3, 100, -2**63, 2**63 - 1)] + [(np.zeros(0), 0), (np.zeros(0), -1), (np.arange(6.0)[::2], 3)]

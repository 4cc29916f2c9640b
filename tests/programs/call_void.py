"""Functions called for their effect."""

import numpy as np

from numlir import njit


@njit
def fill(a, value):
    for i in range(len(a)):
        a[i] = value


@njit
def f(a):
    fill(a, 3)
    r = fill(a, 4)
    return r is None


CASES = [(np.zeros(3),), (np.zeros(2, np.int8),)]

"""The same array given twice."""

import numpy as np

from numlir import njit


@njit
def add_into(a, b):
    for i in range(1, len(a)):
        a[i] += b[i - 1]


@njit
def f(a):
    add_into(a, a)
    return a[-1]


CASES = [(np.arange(5),), (np.arange(8.0)[::2],)]

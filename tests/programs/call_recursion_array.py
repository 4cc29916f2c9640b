"""Recursion over an array's parts."""

import numpy as np

from numlir import njit


@njit
def f(a, lo, hi):
    if hi - lo == 1:
        return a[lo]
    if hi <= lo:
        return 0.0
    mid = (lo + hi) // 2
    return f(a, lo, mid) + f(a, mid, hi)


CASES = [(np.arange(10.0), 0, 10), (np.arange(7.0), 2, 5), (np.zeros(0), 0, 0)]

"""Binary search."""

import numpy as np

from numlir import njit


@njit
def f(a, x):
    lo = 0
    hi = len(a)
    while lo < hi:
        mid = (lo + hi) >> 1
        if a[mid] < x:
            lo = mid + 1
        else:
            hi = mid
    return lo, lo < len(a) and a[lo] == x


CASES = [(np.array([1, 3, 5, 7]), 5), (np.array([1, 3, 5, 7]), 4), (np.array([1, 3, 5, 7]), 9), (np.array([0.5, 2.5]), -1), (np.zeros(0), 1.0)]

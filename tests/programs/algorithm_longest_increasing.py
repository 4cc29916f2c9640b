"""The longest increasing subsequence."""

import numpy as np

from numlir import njit


@njit
def f(a):
    tails = np.empty(len(a), a.dtype)
    size = 0
    for x in a:
        lo, hi = 0, size
        while lo < hi:
            mid = (lo + hi) // 2
            if tails[mid] < x:
                lo = mid + 1
            else:
                hi = mid
        tails[lo] = x
        size = max(size, lo + 1)
    return size


CASES = [(np.array([10, 9, 2, 5, 3, 7, 101, 18]),), (np.array([1.5, 0.5, 2.5]),), (np.zeros(0),), (np.array([3, 3, 3], np.int8),)]

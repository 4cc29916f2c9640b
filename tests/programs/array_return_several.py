"""Several results, arrays and scalars mixed."""

import numpy as np

from numlir import njit


@njit
def f(a):
    n = len(a)
    low = np.zeros(n)
    high = np.zeros(n, np.int64)
    for i in range(n):
        low[i] = a[i] / 2
        high[i] = a[i] * 2
    return low, (high, n), a


CASES = [(np.arange(3),), (np.arange(3.0),), (np.zeros(0),)]

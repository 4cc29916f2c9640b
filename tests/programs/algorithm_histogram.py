"""A histogram by loops."""

import numpy as np

from numlir import njit


@njit
def f(a, bins, lo, hi):
    counts = np.zeros(bins, np.int64)
    width = (hi - lo) / bins
    for x in a:
        if x < lo or x > hi or x != x:
            continue
        k = int((x - lo) / width)
        if k == bins:
            k -= 1
        counts[k] += 1
    return counts


CASES = [(np.array([0.0, 0.5, 1.0, 2.5, 9.9, 10.0, 11.0, float("nan")]), 4, 0.0, 10.0), (np.arange(20), 5, 0, 19), (np.zeros(0), 3, -1.0, 1.0)]

"""Edit distance of two integer sequences."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    n = len(a)
    m = len(b)
    d = np.zeros((n + 1, m + 1), np.int32)
    for i in range(n + 1):
        d[i, 0] = i
    for j in range(m + 1):
        d[0, j] = j
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 1
            d[i, j] = min(d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + cost)
    return d[n, m]


KITTEN = np.array([ord(c) for c in "kitten"])
SITTING = np.array([ord(c) for c in "sitting"])
CASES = [(KITTEN, SITTING), (KITTEN, KITTEN), (KITTEN[:0], SITTING), (KITTEN.astype(np.uint8), SITTING[::-1])]

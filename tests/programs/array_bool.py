"""Boolean arrays."""

import numpy as np

from numlir import njit


@njit
def f(a):
    count = 0
    for i in range(len(a)):
        if a[i]:
            count += 1
        a[i] = not a[i]
    a[0] = a[1] and a[2]
    a[1] |= True
    return count, a[0], a[-1]


CASES = [(np.array([True, False, True]),), (np.array([False, False, False, True])[::-1],)]

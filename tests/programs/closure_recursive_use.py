"""Nested functions called in loops and conditions."""

import numpy as np

from numlir import njit


@njit
def f(a):
    def weight(i, scale=2):
        if i % 2:
            return scale * i
        return i

    total = 0
    for i in range(len(a)):
        if weight(i) > 1:
            total += weight(i, 3) * a[i]
    return total


CASES = [(np.arange(5),), (np.arange(5.0),)]

"""A variable that is a new array on each turn."""

import numpy as np

from numlir import njit


@njit
def f(n):
    old = np.zeros(4)
    old[0] = 1.0
    for _ in range(n):
        new = np.zeros(4)
        for i in range(4):
            new[i] = old[i] + old[i - 1]
        old = new
    return old


CASES = [(0,), (1,), (5,)]

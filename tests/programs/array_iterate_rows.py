"""Iteration over a 2-d array gives its rows."""

import numpy as np

from numlir import njit


@njit
def f(a):
    total = 0.0
    for row in a:
        for x in row:
            total = total * 0.5 + x
        row[0] = total
    return total


CASES = [(np.arange(6.0).reshape(2, 3),), (np.arange(6.0).reshape(3, 2).T,)]

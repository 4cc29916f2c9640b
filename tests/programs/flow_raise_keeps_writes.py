"""What was written before an exception stays written."""

import numpy as np

from numlir import njit


@njit
def f(a):
    for i in range(len(a)):
        if a[i] < 0:
            raise ValueError("negative element")
        a[i] = a[i] * 2


CASES = [(np.array([1, 2, 3]),), (np.array([1, -2, 3]),), (np.array([1.5, 2.5, -1.0]),)]

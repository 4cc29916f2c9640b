"""Writes cast to the array's dtype."""

import numpy as np

from numlir import njit


@njit
def f(a, x):
    a[0] = x
    a[1] = x * 2
    a[2] = -x
    return a[0]


CASES = [(np.zeros(3, np.int64), 2.9), (np.zeros(3, np.float32), 0.1), (np.zeros(3), 3), (np.zeros(3, np.complex128), 2.5), (np.zeros(3, np.complex64), 1),
         (np.zeros(3, np.int8), 5), (np.zeros(3, np.int16), -7.5)]

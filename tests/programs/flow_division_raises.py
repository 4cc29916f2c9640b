"""Division by zero raises where it happens."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    for i in range(len(a)):
        a[i] = 10 / b[i] + 10 % b[i]
    return a[0]


CASES = [(np.zeros(3), np.array([1, 2, 3])), (np.zeros(3), np.array([1, 0, 3])), (np.zeros(2), np.array([0.5, 0.0]))]
SAME_AS_NUMBA = True
EXPECTED = [10.0, ZeroDivisionError, ZeroDivisionError]
EXPECTED_ARGUMENTS = [
    (np.array([10.0, 5.0, 4.333333333333334], np.float64), np.array([1, 2, 3], np.int64)),
    (np.array([10.0, 0.0, 0.0], np.float64), np.array([1, 0, 3], np.int64)),
    (np.array([20.0, 0.0], np.float64), np.array([0.5, 0.0], np.float64)),
]

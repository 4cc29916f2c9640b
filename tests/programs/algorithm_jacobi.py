"""Jacobi iteration for a linear system."""

import numpy as np

from numlir import njit

TOLERANCE = 1e-12


@njit
def f(a, b, tolerance):
    n = len(b)
    x = np.zeros(n)
    for iteration in range(100):
        y = np.empty(n)
        change = 0.0
        for i in range(n):
            total = b[i]
            for j in range(n):
                if j != i:
                    total -= a[i, j] * x[j]
            y[i] = total / a[i, i]
            change = max(change, abs(y[i] - x[i]))
        x = y
        if change < tolerance:
            break
    else:
        raise RuntimeError("did not converge")
    return x, iteration


CASES = [(np.array([[4.0, 1], [2, 5]]), np.array([1.0, 2]), 1e-10), (np.array([[1.0, 5], [7, 1]]), np.array([1.0, 2]), 1e-10),
         (np.array([[0.0, 1], [2, 5]]), np.array([1.0, 2]), 1e-10)]
SAME_AS_NUMBA = True
EXPECTED = [(np.array([0.16666666665000002, 0.33333333330000003], np.float64), 19), RuntimeError('did not converge'), ZeroDivisionError]

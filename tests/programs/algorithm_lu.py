"""LU decomposition with partial pivoting."""

import numpy as np

from numlir import njit

TOLERANCE = 1e-13


@njit
def f(a):
    n = a.shape[0]
    pivots = np.empty(n, np.int64)
    for i in range(n):
        pivots[i] = i
    for k in range(n):
        best = k
        for i in range(k + 1, n):
            if abs(a[i, k]) > abs(a[best, k]):
                best = i
        if a[best, k] == 0.0:
            raise ValueError("matrix is singular")
        if best != k:
            for j in range(n):
                a[k, j], a[best, j] = a[best, j], a[k, j]
            pivots[k], pivots[best] = pivots[best], pivots[k]
        for i in range(k + 1, n):
            a[i, k] /= a[k, k]
            for j in range(k + 1, n):
                a[i, j] -= a[i, k] * a[k, j]
    return pivots


CASES = [(np.array([[2.0, 1, 1], [4, 3, 3], [8, 7, 9]]),), (np.array([[1.0, 2], [2, 4]]),), (np.array([[0.0, 2], [3, 4]]).T,)]

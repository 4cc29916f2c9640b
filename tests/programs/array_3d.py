"""3-d and 4-d arrays."""

import numpy as np

from numlir import njit


@njit
def total3(a):
    s = 0.0
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            for k in range(a.shape[2]):
                s += a[i, j, k] * (i + 2 * j + 3 * k)
    return s


@njit
def f(a, b):
    n, m, p, q = b.shape
    return total3(a), b[n - 1, m - 1, p - 1, q - 1], b[0, -1, 0, -1]


A = np.arange(24.0).reshape(2, 3, 4)
B = np.arange(120).reshape(2, 3, 4, 5)
CASES = [(A, B), (A.transpose(2, 0, 1), B), (A[:, ::-1, ::2], B[:, :, ::-1]), (np.asfortranarray(A), np.asfortranarray(B))]

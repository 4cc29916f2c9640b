"""A matrix by blocks, its transposes and diagonals."""

import numpy as np

from numlir import njit


@njit
def f(a, k):
    top, bottom = a[:k], a[k:]
    total = a[0, 0] * 0
    for row in bottom[::-1]:
        for x in row[::2]:
            total = total * 2 + x
    for x in np.diagonal(a, 1):
        total += x
    top[:, -1] = bottom.T[0][: len(top)]
    return total, a.T[1:, ::-1], a.reshape(-1)[::3]


def matrix(dtype):
    return np.arange(24).reshape(6, 4).astype(dtype)


CASES = [
    (matrix(np.float64), 3),
    (matrix(np.int32), 2),
    (np.asfortranarray(matrix(np.float64)), 3),
    (np.arange(96.0).reshape(12, 8)[::2, ::-2], 3),
]

"""Matrix multiplication by three loops."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    n, m = a.shape
    m2, p = b.shape
    if m != m2:
        raise ValueError("shapes do not match")
    out = np.zeros((n, p))
    for i in range(n):
        for j in range(p):
            total = 0.0
            for k in range(m):
                total += a[i, k] * b[k, j]
            out[i, j] = total
    return out


A = np.arange(6.0).reshape(2, 3)
CASES = [(A, A.T), (A.T, A), (A, A), (A.astype(np.int32), np.ones((3, 2))), (A[:, ::-1], np.asfortranarray(A.T)), (np.zeros((0, 3)), np.ones((3, 2)))]

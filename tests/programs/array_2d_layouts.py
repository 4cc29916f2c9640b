"""2-d arrays in C and Fortran order, transposed, strided, reversed and empty."""

import numpy as np

from numlir import njit


@njit
def f(a):
    total = 0.0
    rows, cols = a.shape
    for i in range(rows):
        for j in range(cols):
            total += a[i, j] * (i * 10 + j)
    return total


BASE = np.arange(24.0).reshape(4, 6)
CASES = [(BASE,), (BASE.copy(order="F"),), (BASE.T,), (BASE[::2, ::3],), (BASE[::-1],), (BASE[:, ::-1],), (BASE[1:3, 2:5],), (BASE[:0],),
         (BASE.astype(np.float32),), (BASE.astype(np.int16).T,), (np.broadcast_to(np.arange(3.0), (2, 3)),)]

"""Results written into strided and Fortran views."""

import numpy as np

from numlir import njit


@njit
def f(out, a):
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = a[i] - a[j]


CASES = [(np.zeros((3, 3)), np.arange(3.0)), (np.zeros((6, 6))[::2, ::-2], np.arange(3)), (np.zeros((2, 3), order="F"), np.arange(3.0)),
         (np.zeros((3, 2), np.int16).T, np.arange(3))]

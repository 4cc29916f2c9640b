"""shape, ndim, size, len, itemsize, nbytes."""

import numpy as np

from numlir import njit


@njit
def f(a):
    return a.shape, a.ndim, a.size, len(a), a.itemsize, a.nbytes, a.shape[0], a.shape[-1]


CASES = [(np.zeros(3),), (np.zeros((2, 3), np.int8),), (np.zeros((2, 3, 4), np.complex64, order="F"),), (np.zeros((0, 5)),),
         (np.zeros((4, 6))[::2, ::-3],), (np.zeros((1, 2, 3, 4, 5), np.float32),)]

"""The dtype argument in all its forms."""

import numpy as np

from numlir import njit


@njit
def f(n, a):
    return (np.zeros(n, np.float32), np.zeros(n, dtype=np.int8), np.ones(n, dtype=np.complex64), np.full(n, 3, np.uint16), np.full(n, 3, dtype=np.float64),
            np.zeros(n, np.bool_), np.ones(n, dtype=a.dtype), np.zeros(a.shape, a.dtype), np.zeros(shape=n, dtype=np.int64))


CASES = [(3, np.arange(4, dtype=np.int16)), (0, np.ones((2, 2), np.complex128)), (2, np.array([True]))]

"""Elements of every dtype come back as Python's own types."""

import numpy as np

from numlir import njit


@njit
def f(a):
    return a[0], a[-1]


CASES = [(np.arange(3).astype(t),) for t in (np.bool_, np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64, np.float32,
                                            np.float64, np.complex64, np.complex128)]

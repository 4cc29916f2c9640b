"""Element reads of 1-d arrays of every dtype and stride."""

import numpy as np

from numlir import njit


@njit
def f(a):
    total = 0
    for i in range(len(a)):
        total += a[i]
    return total


CASES = [(np.arange(6, dtype=t),) for t in (np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64, np.float32, np.float64, np.complex64, np.complex128)]
CASES += [(np.array([True, False, True]),), (np.arange(12.0)[::2],), (np.arange(12.0)[::-1],), (np.arange(12)[10:1:-3],), (np.zeros(0),),
          (np.arange(12.0).reshape(3, 4)[:, 1],), (np.zeros((1000,))[::100],)]
SAME_AS_NUMBA = True
EXPECTED = [15, 15, 15, 15, 15, 15, 15, 15, 15.0, 15.0, (15+0j), (15+0j), 2, 30.0, 66.0, 21, 0.0, 15.0, 0.0]

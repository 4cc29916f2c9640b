"""One function called with many types compiles once for each."""

import numpy as np

from numlir import njit


@njit
def f(x):
    y = x * x
    return y + x


CASES = [(3,), (True,), (2.5,), (1 + 1j,), (np.int8(12),), (np.int16(12),), (np.int32(12),), (np.int64(12),), (np.uint8(12),), (np.uint16(12),),
         (np.uint32(12),), (np.uint64(12),), (np.float32(1.5),), (np.float64(1.5),), (np.complex64(1j),), (np.complex128(2j),), (np.bool_(True),)]
SAME_AS_NUMBA = True
EXPECTED = [12, 2, 8.75, (1+3j), 156, 156, 156, 156, 156, 156, 156, 156, 3.75, 3.75, (-1+1j), (-4+2j), 2]

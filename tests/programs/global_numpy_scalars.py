"""Global NumPy scalars keep their types."""

import numpy as np

from numlir import njit

STEP = np.float32(0.1)
LIMIT = np.int64(5)
SMALL = np.uint8(200)


@njit
def f(x):
    return STEP * x, LIMIT + x, SMALL + SMALL, STEP * STEP


CASES = [(np.float32(3),), (2,)]
SAME_AS_NUMBA = True
EXPECTED = [(0.30000001192092896, 8.0, 400, 0.010000000707805157), (0.20000000298023224, 7, 400, 0.010000000707805157)]

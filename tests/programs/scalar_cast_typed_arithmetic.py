"""The result of a cast has its own type in what follows."""

import numpy as np

from numlir import njit


@njit
def f(x):
    a = np.int8(x)
    b = np.float32(x)
    return a * a, b / np.float32(3), b * np.float32(0.1), np.uint8(x) + np.uint8(x), np.float32(1) / 3


CASES = [(100,), (7,), (-100,)]
SAME_AS_NUMBA = True
EXPECTED = [
    (10000, 33.33333206176758, 10.0, 200, 0.3333333333333333), (49, 2.3333332538604736, 0.699999988079071, 14, 0.3333333333333333),
    (10000, -33.33333206176758, -10.0, 312, 0.3333333333333333),
]

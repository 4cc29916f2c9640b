"""int, float, bool and complex."""

import numpy as np

from numlir import njit


@njit
def f(x):
    return int(x), float(x), bool(x), complex(x)


CASES = [(2.9,), (-2.9,), (7,), (0.0,), (-0.5,), (np.int8(-3),), (np.uint16(9),)]

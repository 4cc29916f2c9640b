"""Conditional expressions, nested."""

import numpy as np

from numlir import njit


@njit
def f(x):
    sign = -1 if x < 0 else 1 if x > 0 else 0
    return sign, (x if x > 0 else -x) * 2


CASES = [(5,), (-5,), (0,), (2.5,), (-0.5,), (np.int16(-3),)]

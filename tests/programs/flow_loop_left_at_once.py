"""A loop whose first turn always leaves it, as types tell: its variable has a value of that turn alone."""

import numpy as np

from numlir import njit


@njit
def f(values):
    for x in values:
        if isinstance(values, np.ndarray):
            break
    return x


CASES = [(np.arange(3.0),), ((4, 5),), (np.array([]),), (np.arange(4, dtype=np.int8),)]

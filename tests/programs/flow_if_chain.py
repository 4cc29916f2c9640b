"""if, elif, else."""

import numpy as np

from numlir import njit


@njit
def f(x):
    if x < 0:
        r = 1
    elif x == 0:
        r = 2
    elif x < 10:
        r = 3
        if x % 2:
            r = 4
    else:
        r = 5
    return r


CASES = [(-1,), (0,), (4,), (5,), (50,), (2.5,), (np.int8(7),)]

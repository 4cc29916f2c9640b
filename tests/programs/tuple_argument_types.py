"""Arguments that are nested tuples of scalars and arrays."""

import numpy as np

from numlir import njit


@njit
def f(config, data):
    (lo, hi), (scale, flag) = config
    n = 0
    for i in range(len(data)):
        v = data[i] * scale
        if lo <= v <= hi or flag:
            n += 1
    return n, config[0]


CASES = [(((0, 2.5), (1.0, False)), np.array([-1.0, 1.0, 2.0, 3.0])), (((0, 1), (2, True)), np.array([5, 6]))]

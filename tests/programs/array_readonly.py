"""Read-only arrays can be read."""

import numpy as np

from numlir import njit


@njit
def f(a):
    total = 0.0
    for x in a:
        total += x
    return total + a[0], a.shape


def readonly(a):
    a.flags.writeable = False
    return a


CASES = [(readonly(np.arange(4.0)),), (readonly(np.arange(4)),), (np.broadcast_to(np.float64(3), (5,)),)]

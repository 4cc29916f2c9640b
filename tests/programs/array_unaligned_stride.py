"""Arrays whose strides aren't multiples of the item size."""

import numpy as np

from numlir import njit


@njit
def f(a):
    total = 0.0
    for i in range(len(a)):
        total += a[i]
    a[0] = total
    return total


def field():
    return np.array([(1, 2.5), (2, 3.5), (3, 4.5)], dtype=np.dtype([("a", "i1"), ("b", "f8")]))["b"]


CASES = [(field(),), (np.arange(5.0),)]

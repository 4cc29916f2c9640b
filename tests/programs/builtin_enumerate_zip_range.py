"""enumerate and zip over ranges and arrays."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    total = 0
    for i, x in enumerate(a):
        total += i * x
    for i, j in zip(range(3, 100), a):
        total += i * j
    for x, y in zip(a, b):
        total += x * y
    for i, (x, y) in enumerate(zip(a, b), 1):
        total += i * (x - y)
    for i, j in enumerate(range(10, 0, -3), start=2):
        total += i * j
    for x, y, z in zip(a, b, range(2)):
        total += x * y * z
    return total


CASES = [(np.arange(4), np.arange(1, 5)), (np.arange(3.0), np.arange(5)), (np.zeros(0, np.int64), np.arange(3))]

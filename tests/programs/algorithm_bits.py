"""Population count, reversal of bits and integer logarithm."""

import numpy as np

from numlir import njit


@njit
def popcount(x):
    n = 0
    while x:
        x &= x - 1
        n += 1
    return n


@njit
def f(x):
    reverse = 0
    for i in range(16):
        reverse = (reverse << 1) | ((x >> i) & 1)
    log = -1
    y = x
    while y > 0:
        y >>= 1
        log += 1
    return popcount(x), reverse, log


CASES = [(0,), (1,), (0b1011,), (0xFFFF,), (np.uint16(40000),)]

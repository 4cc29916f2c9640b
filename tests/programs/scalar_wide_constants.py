"""Integer literals are computed without bounds, as Python does when it compiles; only what comes out has 64 bits."""

import numpy as np

from numlir import njit


@njit
def f(x):
    masked = x & (2**64 - 1), (x >> np.uint64(3)) & ((1 << 64) - 1)
    return masked, 2**63, 0xFFFFFFFF * 0xFFFFFFFF, -(2**63), ~(2**63 - 1), 10**18 * 10 // 10, (2**64 - 1) % -10, (1 << 126) >> 99, +(2**64) // 3


CASES = [(np.uint64(2**63 + 5),), (np.uint64(7),)]

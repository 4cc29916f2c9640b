"""gcd of two integers."""

import math

import numpy as np

from numlir import njit


@njit
def f(a, b):
    return math.gcd(a, b), math.gcd(a, 0), math.gcd(0, 0)


CASES = [(12, 18), (-12, 18), (17, 5), (0, 7), (2**40, 2**35 * 3), (np.int16(12), np.int16(8))]

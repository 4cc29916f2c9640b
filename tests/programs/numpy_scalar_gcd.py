"""np.gcd and np.lcm."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    return np.gcd(a, b), np.lcm(a, b)


CASES = [(12, 18), (7, 5), (-4, 6), (0, 3)]

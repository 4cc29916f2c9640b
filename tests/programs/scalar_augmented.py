"""Every augmented assignment."""

import numpy as np

from numlir import njit


@njit
def f(n):
    a = n
    a += 3
    a -= 1
    a *= 5
    a //= 2
    a %= 1000
    a **= 2
    a &= 0xFFFF
    a |= 1
    a ^= 6
    a <<= 2
    a >>= 1
    b = float(a)
    b /= 4
    b **= 0.5
    b -= 1
    return a, b


CASES = [(5,), (-5,), (12345,), (np.int16(77),)]
SAME_AS_NUMBA = True
EXPECTED = [(590, 11.144957801491119), (2062, 21.704625079485456), (61598, 123.09472188614632), (77630, 138.3108036011565)]

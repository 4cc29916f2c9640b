"""gcd, lcm, factorial, comb, perm, isqrt."""

import math

from numlir import njit


@njit
def f(a, b):
    return math.gcd(a, b), math.lcm(a, b), math.factorial(b), math.comb(a, b), math.perm(a, b), math.isqrt(a)


CASES = [(12, 8), (17, 5), (20, 20), (10, 0), (7, 3)]

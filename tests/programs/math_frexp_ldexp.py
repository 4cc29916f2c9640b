"""frexp, ldexp, modf and fmod take floats apart."""

import math

from numlir import njit


@njit
def f(x, n):
    m, e = math.frexp(x)
    return m, e, math.ldexp(m, e), math.ldexp(x, n)


CASES = [(8.5, 3), (-0.1, -2), (0.0, 5), (1e300, 10), (5, 1)]

"""Powers with negative and fractional constant exponents."""

from numlir import njit

TOLERANCE = 1e-14


@njit
def f(x):
    return x**-1, x**-2, x**0.5, x**-0.5, x**1.5


CASES = [(4.0,), (2.25,), (0.1,), (100.0,)]

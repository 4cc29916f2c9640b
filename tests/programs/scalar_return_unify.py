"""Several returns of different numeric types."""

from numlir import njit


@njit
def f(x):
    if x < 0:
        return True
    if x == 0:
        return 3
    return x * 0.5


CASES = [(-1,), (0,), (5,), (2.5,)]
SAME_AS_NUMBA = True
EXPECTED = [1.0, 3.0, 2.5, 1.25]

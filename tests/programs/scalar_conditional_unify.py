"""The two sides of a conditional expression unify to float64."""

from numlir import njit


@njit
def f(x):
    return 1 if x > 0 else 0.5


CASES = [(1,), (-1,), (1.5,)]
SAME_AS_NUMBA = True
EXPECTED = [1.0, 0.5, 1.0]

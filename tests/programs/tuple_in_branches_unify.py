"""Tuples of different element types unify."""

from numlir import njit


@njit
def f(c):
    if c:
        return 1, 2.0
    return 1.5, 2


CASES = [(True,), (False,)]
SAME_AS_NUMBA = True
EXPECTED = [(1.0, 2.0), (1.5, 2.0)]

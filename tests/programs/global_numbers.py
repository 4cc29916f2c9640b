"""Global numbers, tuples and booleans are frozen."""

from numlir import njit

SCALE = 2.5
COUNT = 3
FLAG = True
TABLE = (1, 2.0, (3, 4))
UNIT = 1j


@njit
def f(x):
    r = x * SCALE
    if FLAG:
        r += COUNT
    return r, TABLE[2][1] + TABLE[0], UNIT * x, TABLE


CASES = [(1,), (2.5,)]

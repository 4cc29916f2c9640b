"""Conditions known while compiling."""

from numlir import njit

DEBUG = False


@njit
def f(x):
    if DEBUG:
        return "never"
    if 1:
        x += 1
    while 0:
        x = 100
    if not None:
        x += 10
    return x if True else 0


CASES = [(1,), (2.5,)]

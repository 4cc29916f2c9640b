"""Literals of every kind."""

from numlir import njit


@njit
def f(x):
    return 0x1F + 0b101 + 0o17 + 1_000, 1e3, 1.5e-3, .5, 5., 2j, 1e10j, True, False, x


CASES = [(1,), (2.5,)]

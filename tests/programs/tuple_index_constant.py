"""Constant indices of heterogeneous tuples, negative ones too."""

from numlir import njit


@njit
def f(t):
    return t[0], t[-1], t[1] + t[-2], t[0:2], t[1:], t[:-1], t[::-1]


CASES = [((1, 2.5, 3),), ((1, 2.5, True, 1j),)]

"""Bit operators of booleans stay boolean."""

from numlir import njit


@njit
def f(a, b):
    return a & b, a | b, a ^ b


CASES = [(True, True), (True, False), (False, True), (False, False)]

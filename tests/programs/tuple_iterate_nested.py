"""Loops over tuples of tuples unpack each one."""

from numlir import njit


@njit
def f(pairs):
    total = 0
    for a, b in pairs:
        total += a * b
    for i, (a, b) in enumerate(pairs):
        total += i * (a - b)
    return total


CASES = [(((1, 2), (3, 4)),), (((1.5, 2.0), (3.0, 4.0), (5.0, 6.0)),)]

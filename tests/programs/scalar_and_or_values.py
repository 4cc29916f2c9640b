"""`and` and `or` give one of their operands."""

from numlir import njit


@njit
def f(a, b):
    return a and b, a or b, not a, not (a and b)


CASES = [(0, 5), (3, 0), (2, 7), (0.0, 1.5), (2.5, 0.0), (True, False), (False, False), (0j, 1j)]

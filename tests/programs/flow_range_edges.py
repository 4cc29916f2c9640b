"""Ranges near the ends of the integers do not wrap."""

from numlir import njit


@njit
def f(a, b, c):
    n = 0
    last = 0
    for i in range(a, b, c):
        n += 1
        last = i
    return n, last


CASES = [(2**63 - 3, 2**63 - 1, 1), (2**63 - 3, 2**63 - 1, 5), (-2**63 + 2, -2**63, -1), (-2**63, -2**63 + 2, 1), (-2**63 + 3, -2**63, -7)]

"""Complex powers."""

from numlir import njit

TOLERANCE = 1e-12


@njit
def f(a, b):
    return a**b


CASES = [(1 + 2j, 2), (1 + 2j, 2.0), (1 + 2j, 1j), (2.0, 1 + 1j), (0j, 0), (3 - 1j, -1), (1j, 0.5), (0j, 2)]

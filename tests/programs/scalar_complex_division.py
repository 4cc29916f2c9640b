"""Complex division."""

from numlir import njit

TOLERANCE = 1e-14


@njit
def f(z, w):
    return z / w


CASES = [(1 + 2j, 3 - 4j), (1 + 2j, 2j), (1j, 0j), (1e300 + 1e300j, 1e300 + 2e300j), (1 + 1j, 4), (4, 1 + 1j), (4.0, 2j)]

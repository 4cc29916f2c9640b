"""Complex numbers compare for equality only."""

from numlir import njit


@njit
def f(a, b):
    return a == b, a != b


CASES = [(1 + 0j, 1), (1 + 2j, 1 + 2j), (1j, 2j), (complex(float("nan"), 0), 1j), (2.5, 2.5 + 0j)]

"""The smallest integer divided by minus one."""

from numlir import njit


@njit
def f(a):
    return abs(a + 1), -(a + 1), (a + 1) // -1, (a + 1) % -1, a // 2, a % 7, a // 1


CASES = [(-2**63,), (-2**63 + 1,)]

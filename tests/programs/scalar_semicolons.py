"""Several statements on a line, and compound statements on one line."""

from numlir import njit


@njit
def f(n):
    a = 1; b = 2; c = a + b
    if n > 0: c += 1; c *= 2
    else: c -= 1
    for i in range(n): a += i; b += a
    while a > 10: a -= 10
    return a, b, c


CASES = [(3,), (0,), (7,)]

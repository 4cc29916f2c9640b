"""Whether a local is bound depends on the iteration."""

from numlir import njit


@njit
def f(n):
    total = 0
    for i in range(n):
        if i > 2:
            total += last
        if i % 2 == 0:
            last = i
    return total


CASES = [(2,), (6,), (9,)]

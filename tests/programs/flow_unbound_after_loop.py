"""The variable of a loop that never ran is unbound."""

from numlir import njit


@njit
def f(n):
    for i in range(n):
        y = i * 2
    return i + y


CASES = [(3,), (0,), (1,)]

"""Returns in the else of loops."""

from numlir import njit


@njit
def f(n):
    while n > 0:
        n -= 3
        if n == 1:
            break
    else:
        return -1
    for i in range(n):
        pass
    else:
        return i + 100
    return 5


CASES = [(4,), (6,), (7,), (0,)]

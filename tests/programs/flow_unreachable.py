"""Code that cannot run does no harm."""

from numlir import njit


@njit
def f(x):
    if x > 0:
        return x
        x = 5
    else:
        return -x
    return 1000


@njit
def g(n):
    while True:
        n += 1
        if n > 10:
            return n
    return -1


CASES = [(3,), (-3,), (0,)]

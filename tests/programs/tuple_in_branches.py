"""A tuple built on two branches unifies element by element."""

from numlir import njit


@njit
def f(c, x):
    if c:
        t = (x, 1)
    else:
        t = (2, x)
    a, b = t
    return a * 10 + b


CASES = [(True, 5), (False, 5), (True, 7)]

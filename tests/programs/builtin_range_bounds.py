"""The bounds of a range."""

from numlir import njit


@njit
def f(a, b, c):
    r = range(a, b, c)
    s = range(b)
    return r.start, r.stop, r.step, s.start, s.stop, s.step


CASES = [(2, 10, 3), (10, -5, -2), (0, 0, 1)]

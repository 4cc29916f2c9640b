"""`is` between lists, and between sets."""

from numlir import njit


@njit
def f(n):
    a = [0] * n
    b = a
    c = a[:]
    s = {1, n}
    t = s
    return a is b, a is c, a is not c, a == c, s is t, s is not {1, n}


CASES = [(0,), (3,)]

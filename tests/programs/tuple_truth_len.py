"""Truth and length of tuples."""

from numlir import njit


@njit
def f(t):
    n = 0
    if t:
        n = 1
    return n, not t, len(t), bool(t)


CASES = [((),), ((0,),), ((1, 2.5, 3),)]

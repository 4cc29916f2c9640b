"""Stars in tuple displays."""

from numlir import njit


@njit
def f(a, b):
    t = (0, *a, *b)
    u = *b, 1
    return t, u, len(t)


CASES = [((1, 2), (3.5,)), ((), (True,)), ((1, (2, 3)), ())]

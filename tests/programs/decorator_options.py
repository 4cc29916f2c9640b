"""Options of the decorator."""

from numlir import njit


@njit(nogil=True)
def g(x):
    return x + 1


@njit(fastmath=False, inline="never")
def h(x):
    return x * 2


@njit()
def f(x):
    return g(x) + h(x)


CASES = [(1,), (2.5,)]

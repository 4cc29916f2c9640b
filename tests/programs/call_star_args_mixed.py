"""*args of different types."""

from numlir import njit


@njit
def g(*args):
    return args[0] + args[-1], len(args)


@njit
def f(a, b):
    return g(a, b), g(a), g(a, 1, 2.5, b)


CASES = [(1, 2.5), (True, 1j)]

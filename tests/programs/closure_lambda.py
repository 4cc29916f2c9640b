"""Lambdas as local functions."""

from numlir import njit


@njit
def f(x, y):
    add = lambda a, b: a + b + y
    square = lambda a: a * a
    return add(x, 1), square(add(x, 2)), (lambda z: z * 3)(x)


CASES = [(1, 2), (2.5, 1)]

"""A compiled function made by a Python factory keeps the values around it."""

from numlir import njit


def make(scale, offset):
    @njit
    def inner(x):
        return x * scale + offset

    return inner


triple = make(3, 0.5)
affine = make(2.5, 1)


@njit
def f(x):
    return triple(x), affine(x), triple(affine(x))


CASES = [(1,), (2.5,)]

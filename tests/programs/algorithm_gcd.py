"""Euclid's algorithm, and its extended form."""

from numlir import njit


@njit
def gcd(a, b):
    while b:
        a, b = b, a % b
    return abs(a)


@njit
def extended(a, b):
    if b == 0:
        return a, 1, 0
    g, x, y = extended(b, a % b)
    return g, y, x - a // b * y


@njit
def f(a, b):
    return gcd(a, b), extended(a, b)


CASES = [(48, 18), (17, 5), (0, 9), (-12, 18), (2**40, 6**20)]

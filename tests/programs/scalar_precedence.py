"""Operator precedence."""

from numlir import njit


@njit
def f(a, b, c):
    return -a**2, a + b * c, (a + b) * c, a - b - c, a ** b ** 2, not a == b, a < b and b < c or c < a, a | b & c ^ 1, a << 1 + 1, -a // b, ~a + 1, a * -b


CASES = [(1, 2, 3), (3, 2, 1), (2, 2, 5), (-3, 1, 7)]

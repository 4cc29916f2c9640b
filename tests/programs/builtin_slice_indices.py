"""What a slice is on a sequence of a length."""

from numlir import njit


@njit
def f(n, a, b, c):
    return slice(a, b, c).indices(n), slice(None, None, -1).indices(n), slice(-3, None).indices(n), slice(None, -100, -2).indices(n)


CASES = [(0, 1, 8, 2), (5, 1, 8, 2), (20, -1, -8, -3), (4, 9, -9, -1), (4, 0, 0, 0), (-1, 0, 1, 1)]

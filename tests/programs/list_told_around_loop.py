"""A list whose elements come around a loop is asked for what it holds before inference has seen them."""

from numlir import njit


@njit
def f(s, n):
    for i in range(n):
        if i > 1:
            s = "-".join([s for c in (1, 5, 2)])
        s = s[:4]
    return s


CASES = [("ab", 0), ("ab", 1), ("abcde", 2), ("ab", 4)]

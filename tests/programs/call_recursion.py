"""Direct recursion."""

from numlir import njit


@njit
def f(n):
    if n < 2:
        return n
    return f(n - 1) + f(n - 2)


CASES = [(0,), (1,), (10,), (18,)]

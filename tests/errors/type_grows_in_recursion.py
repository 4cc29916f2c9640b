# Expected: TypingError. Each recursion returns a larger type.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(n):
    if n <= 0:
        return None
    return (n, f(n - 1))


CASES = [(2,)]

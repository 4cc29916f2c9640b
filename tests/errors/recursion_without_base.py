# Expected: TypingError. A recursion whose result nothing gives a type.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(n):
    return f(n - 1)


CASES = [(3,)]

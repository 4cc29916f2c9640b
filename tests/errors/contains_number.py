# Expected: TypingError. `in` on a number.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    return 1 in x


CASES = [(3,)]

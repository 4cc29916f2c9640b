# Expected: TypingError. A set of strings.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    return len(x)


CASES = [({"a"},)]

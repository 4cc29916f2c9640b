# Expected: IndexError or TypingError. A constant index past the end of a tuple raises IndexError when it runs, or a TypingError that says so.

from numlir import njit

EXPECT = "IndexError or TypingError"


@njit
def f(t):
    return t[5]


CASES = [((1, 2.5),)]

# Expected: TypingError. Unpacking a list, whose length is not known.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    a, b = x
    return a + b


CASES = [([1, 2],)]

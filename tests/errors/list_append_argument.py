# Expected: TypingError. A float into a list of ints from outside.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    x.append(0.5)
    return x


CASES = [([1, 2],)]

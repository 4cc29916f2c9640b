# Expected: TypingError. A function that falls off its end on one path: the end and the return that gives a number.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    if x > 0:
        return x


CASES = [(1,)]

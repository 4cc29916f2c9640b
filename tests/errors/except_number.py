# Expected: TypingError. What `except` names must be a class of exceptions.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    try:
        return 1 // x
    except 5:
        return 0


CASES = [(1,)]

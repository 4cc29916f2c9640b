# Expected: TypingError. A list of an int and a float.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    return len(x)


CASES = [([1, 2.5],)]

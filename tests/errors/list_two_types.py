# Expected: TypingError. Lists of different types where paths meet.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(x):
    if x > 0:
        y = [1.5]
    else:
        y = ["a"]
    return y


CASES = [(1,)]

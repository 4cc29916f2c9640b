# Expected: TypingError. A global dictionary: its use, and its type's name.

from numlir import njit

EXPECT = "TypingError"
SETTINGS = {"scale": 2}


@njit
def f(x):
    return x * SETTINGS["scale"]


CASES = [(1,)]

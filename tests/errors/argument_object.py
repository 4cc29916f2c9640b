# Expected: TypingError. An argument without a compiled form: its name and its class.

from numlir import njit

EXPECT = "TypingError"


class Thing:
    pass


@njit
def f(x):
    return x


CASES = [(Thing(),)]

# Expected: TypingError or UnsupportedError. A method that strings do not have here.

from numlir import njit

EXPECT = "TypingError or UnsupportedError"


@njit
def f(s):
    return s.translate("")


CASES = [("a",)]

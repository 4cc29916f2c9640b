# Expected: TypingError. The bounds of a search are integers.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(text, start):
    return text.find("b", start)


CASES = [("abc", 0.5)]

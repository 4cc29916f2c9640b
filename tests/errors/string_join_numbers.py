# Expected: TypingError. Only strings are joined.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(text):
    return text.join([1, 2])


CASES = [(",",)]

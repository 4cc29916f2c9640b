# Expected: TypingError. Methods of strings check what they hand to the runtime.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(text, number):
    return text.replace("a", number)


CASES = [("abc", 1)]

# Expected: TypingError. What an operation in a loop gives is its operand in the next turn.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(n):
    total = 0
    for word in ["a"] * n:
        total = total + word
    return total


CASES = [(2,)]

# Expected: TypingError. x becomes a longer tuple on each turn: the assignment in the loop and the one before it.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(n):
    x = (0,)
    for i in range(n):
        x = x + (i,)
    return x


CASES = [(3,)]

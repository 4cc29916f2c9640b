# Expected: TypingError. The variable of a loop over a tuple of several types, behind a `break`.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(t, n):
    for x in t:
        if n > len(t):
            break
    return x


CASES = [((1, (2, 3)), 1)]

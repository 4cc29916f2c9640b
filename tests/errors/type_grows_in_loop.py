# Expected: TypingError. A tuple that holds itself with each turn.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(n):
    chain = None
    for i in range(n):
        chain = (i, chain)
    return chain


CASES = [(2,)]

# Expected: TypingError. The generator, which has no type without a value.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(n):
    if n is None:
        yield n


CASES = [(3,)]

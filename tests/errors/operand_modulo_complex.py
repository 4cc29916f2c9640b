# Expected: TypingError. Modulo of complex numbers.

from numlir import njit

EXPECT = "TypingError"


@njit
def f(z):
    return z % 2


CASES = [(1j,)]

# Expected: IndexError. An index outside a string.

from numlir import njit

EXPECT = "IndexError"


@njit
def f(s, i):
    return s[i]


CASES = [("abc", 3)]

# Expected: UnsupportedError. The parameter **options.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(x, **options):
    return x


CASES = [(1,)]

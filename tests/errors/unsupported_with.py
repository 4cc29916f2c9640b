# Expected: UnsupportedError. The with statement.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
def f(lock):
    with lock:
        return 1


CASES = [(1,)]

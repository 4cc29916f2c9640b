# Expected: UnsupportedError. The async def.

from numlir import njit

EXPECT = "UnsupportedError"


@njit
async def f(n):
    return n


CASES = [(3,)]

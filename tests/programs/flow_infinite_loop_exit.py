"""while True with exits by return only."""

from numlir import njit


@njit
def f(n):
    steps = 0
    while True:
        if n == 1:
            return steps
        if n % 2:
            n = 3 * n + 1
        else:
            n //= 2
        steps += 1


CASES = [(1,), (7,), (27,), (97,)]

"""Assignment expressions."""

from numlir import njit


@njit
def f(n):
    steps = 0
    m = n + 0
    while (m := m // 2) > 0:
        steps += 1
    if (k := steps * 2) > 5 and (j := k + 1) % 2 == 1:
        return k, j
    return steps, m


CASES = [(1,), (5,), (100,), (1000,)]

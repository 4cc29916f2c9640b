"""The else of a for runs when no break did."""

from numlir import njit


@njit
def f(n, d):
    for i in range(2, n):
        if i % d == 0:
            found = i
            break
    else:
        found = -1
    return found


CASES = [(10, 7), (5, 7), (2, 2), (3, 2)]

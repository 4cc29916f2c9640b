"""Long boolean conditions in if and while."""

from numlir import njit


@njit
def f(a, b, c):
    n = 0
    if (a and b) or (not c and (a or b)):
        n += 1
    if not (a or b) and not c or a and not b and c:
        n += 2
    while (a or b) and not (n > 5 and c) and n < 9:
        n += 3
    return n


CASES = [(True, True, True), (True, False, True), (False, False, False), (False, True, False), (1, 0, 2), (0.0, 2.5, 0.0)]

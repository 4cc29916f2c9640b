"""*args arrive as a tuple."""

from numlir import njit


@njit
def f(first, *rest):
    total = first
    for x in rest:
        total += x
    return total, len(rest), rest


CASES = [(1,), (1, 2), (1, 2, 3, 4), (1.5, 2.5)]

"""Star targets take what is left, as a tuple would."""

from numlir import njit


@njit
def f(t):
    first, *rest = t
    *init, last = t
    a, *middle, z = t
    total = first * 100 + last * 10 + a + z
    for x in rest:
        total += x
    for x in init:
        total += x
    return total, len(middle), rest[0], middle[0]


CASES = [((1, 2, 3, 4),), ((1.5, 2.5, 3.5),)]

"""Loops over homogeneous tuples, with break and else."""

from numlir import njit


@njit
def f(t, limit):
    total = 0.0
    for x in t:
        if x > limit:
            break
        total += x
    else:
        total = -total
    return total


CASES = [((1, 2, 3), 10), ((1, 2, 3), 2), ((1.5, 2.5), 2), ((1.5,), 5)]

"""`min` and `max` with a default, and with a key."""

from numlir import njit


@njit
def f(values, limit):
    large = [x for x in values if x > limit]
    return min(large, default=-1), max(large, default=5), max(large, key=lambda x: -x, default=7), min(values), max(values, key=abs)


CASES = [([3, -9, 2], 0), ([3, -9, 2], 100), ([5], 5)]

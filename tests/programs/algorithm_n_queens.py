"""Counting the solutions of n queens by bit masks."""

from numlir import njit


@njit
def place(n, columns, left, right):
    full = (1 << n) - 1
    if columns == full:
        return 1
    count = 0
    free = full & ~(columns | left | right)
    while free:
        bit = free & -free
        free ^= bit
        count += place(n, columns | bit, (left | bit) << 1, (right | bit) >> 1)
    return count


@njit
def f(n):
    return place(n, 0, 0, 0)


CASES = [(1,), (4,), (6,), (7,)]

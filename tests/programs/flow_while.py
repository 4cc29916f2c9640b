"""while with break, continue and else."""

from numlir import njit


@njit
def f(n):
    total = 0
    i = 0
    while i < n:
        i += 1
        if i % 3 == 0:
            continue
        if i > 20:
            break
        total += i
    else:
        total += 1000
    return total, i


CASES = [(0,), (5,), (20,), (50,)]

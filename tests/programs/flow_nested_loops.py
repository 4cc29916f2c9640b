"""Nested loops, each with break and continue of its own."""

from numlir import njit


@njit
def f(n):
    total = 0
    for i in range(n):
        if i == 2:
            continue
        for j in range(i, n):
            if j == 7:
                break
            k = 0
            while True:
                k += 1
                if k * j > 10 or k > 5:
                    break
                if k == 3:
                    continue
                total += i * j + k
        else:
            total += 1000
    return total


CASES = [(0,), (3,), (7,), (10,)]

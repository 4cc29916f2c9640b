"""The longest Collatz chain below a bound."""

from numlir import njit


@njit
def f(limit):
    best = 0
    best_start = 1
    for start in range(1, limit):
        n = start
        steps = 0
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            steps += 1
        if steps > best:
            best, best_start = steps, start
    return best_start, best


CASES = [(2,), (10,), (1000,)]

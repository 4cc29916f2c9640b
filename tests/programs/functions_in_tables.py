"""Functions in lists, tuples and variables, chosen as the program runs."""

import math

from numlir import njit


@njit
def square(x):
    return x * x


@njit
def f(n):
    def add(a, b):
        return a + b

    operations = [add, lambda a, b: a * b, lambda a, b: a - b]
    table = (square, lambda x: x + n)
    first, second = square, add
    steps = 0.0
    for g in (math.sin, math.sqrt, square):
        steps += g(n)
    swapped = [lambda x: x + 1, square]
    for _ in range(n):
        swapped[0], swapped[1] = swapped[1], swapped[0]
    return (
        [g(n, 3) for g in operations],
        [table[i % 2](i) for i in range(5)],
        operations[n % 3](first(2), second(1, 2)),
        steps,
        swapped[0](10),
    )


CASES = [(1,), (2,), (5,)]

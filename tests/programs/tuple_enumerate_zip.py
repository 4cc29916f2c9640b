"""enumerate and zip over tuples."""

from numlir import njit


@njit
def f(a, b):
    total = 0
    for i, x in enumerate(a):
        total += i * x
    for i, x in enumerate(a, 10):
        total += i * x
    for x, y in zip(a, b):
        total += x * y
    for i, (x, y) in enumerate(zip(a, b)):
        total += i * (x + y)
    return total


CASES = [((1, 2, 3), (4, 5, 6)), ((1, 2, 3), (4, 5)), ((1.5, 2.5), (1, 2, 3))]

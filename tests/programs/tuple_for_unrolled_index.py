"""Tuples indexed by the variable of a range loop."""

from numlir import njit


@njit
def f(t, u):
    total = 0.0
    for i in range(len(t)):
        total += t[i] * u[-1 - i]
    return total


CASES = [((1, 2, 3), (4, 5, 6)), ((1.5, 2.5), (2, 3))]

"""A local that has no value on some ways through a function, where it certainly has none."""

from numlir import njit


@njit
def f(a, b):
    try:
        value = 1 // a
    except ZeroDivisionError:
        if b:
            return value
        return -1
    if b > 5:
        return later
    later = 3
    return value + later


CASES = [(1, 0), (0, 0), (0, 1), (1, 9)]

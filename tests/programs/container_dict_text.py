"""Texts of dictionaries."""

from numlir import njit


@njit
def f(n):
    d = {}
    for i in range(n):
        d[i * 7 % 5] = str(i) + "'"
    return str(d), repr({1: 2.5}), str({"a": (1, n)})


CASES = [(0,), (1,), (6,)]

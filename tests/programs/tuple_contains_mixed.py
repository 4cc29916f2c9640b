"""`in` on heterogeneous tuples compares with each element in turn."""

from numlir import njit


@njit
def f(x):
    return x in (1, 2.5, True), x not in (0.5, 3)


CASES = [(1,), (2.5,), (3,), (0.5,), (4,)]

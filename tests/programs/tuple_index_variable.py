"""Run-time indices of homogeneous tuples are checked."""

from numlir import njit


@njit
def f(t, i):
    return t[i]


CASES = [((10, 20, 30), 0), ((10, 20, 30), 2), ((10, 20, 30), -1), ((10, 20, 30), -3), ((10, 20, 30), 3), ((10, 20, 30), -4), ((1.5, 2.5), 1),
         (((1, 2), (3, 4)), 1)]

# f(float64[:, :])
import numpy as np


def total(a, start=None):
    s = 0.0
    if start is not None:
        s += start[0]
    for row in a:
        for x in row:
            s += x
    return s


def f(a):
    if a.shape[0] == 0:
        raise ValueError("an empty array")
    return total(a)

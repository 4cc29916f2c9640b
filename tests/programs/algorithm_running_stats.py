"""Welford's running mean and variance."""

import math

import numpy as np

from numlir import njit


@njit
def update(state, x):
    n, mean, m2 = state
    n += 1
    delta = x - mean
    mean += delta / n
    m2 += delta * (x - mean)
    return n, mean, m2


@njit
def f(a):
    state = (0, 0.0, 0.0)
    for x in a:
        state = update(state, x)
    n, mean, m2 = state
    if n < 2:
        return mean, math.nan
    return mean, m2 / (n - 1)


CASES = [(np.array([1.0, 2.0, 4.0, 8.0]),), (np.array([5]),), (np.zeros(0),), (np.array([1, 2, 3, 4]),)]

"""Expressions of whole arrays: operators, NumPy's functions, scalars among them, broadcasting, weak numbers."""

import numpy as np

from numlir import njit

TOLERANCE = 1e-14


@njit
def helper(x, scale):
    return x * scale + 1


@njit
def f(a, b, n):
    c = np.sqrt(a * a + b * b) * 2 - b / (1 + np.abs(a))
    d = np.where(c > n, c, -c)
    e = helper(d, 2) + helper(d, 0.5)
    e += a
    e *= n
    rounded = np.round(e, 2)
    whole = (e // 1).astype(np.int32) % 7
    return c, d, e, rounded, whole, np.clip(e, -1, n), e == rounded, -whole, ~(c > 0) | (d < 0)


CASES = [
    (np.arange(6.0), np.arange(6.0)[::-1], 3),
    (np.arange(6.0).reshape(2, 3), np.arange(3.0), 2),
    (np.arange(4.0).reshape(4, 1), np.arange(3.0), 1.5),
    (np.arange(12.0).reshape(3, 4)[::2, ::2], np.asfortranarray(np.ones((2, 2))), 1),
    (np.arange(6, dtype=np.float32), np.arange(1.0, 7.0), 2),
    (np.zeros((0, 3)), np.ones(3), 1),
    (np.arange(3.0), np.arange(4.0), 1),
]

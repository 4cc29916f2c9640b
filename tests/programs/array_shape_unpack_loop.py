"""Shapes as tuples: unpacked, compared, indexed, passed on."""

import numpy as np

from numlir import njit


@njit
def cells(shape):
    n = 1
    for s in shape:
        n *= s
    return n


@njit
def f(a, b):
    same = a.shape == b.shape
    if not same:
        return cells(a.shape) - cells(b.shape), same
    out = np.zeros(a.shape)
    return cells(out.shape), same


CASES = [(np.zeros((2, 3)), np.zeros((2, 3))), (np.zeros((2, 3)), np.zeros((3, 2))), (np.zeros((2, 5)), np.zeros((3, 2)))]

"""Escape times of the Mandelbrot set."""

import numpy as np

from numlir import njit


@njit
def escape(c, limit):
    z = 0j
    for i in range(limit):
        if z.real * z.real + z.imag * z.imag > 4.0:
            return i
        z = z * z + c
    return limit


@njit
def f(width, height, limit):
    out = np.empty((height, width), np.int32)
    for j in range(height):
        for i in range(width):
            out[j, i] = escape(complex(-2.0 + 3.0 * i / width, -1.0 + 2.0 * j / height), limit)
    return out


CASES = [(12, 8, 30), (1, 1, 5)]

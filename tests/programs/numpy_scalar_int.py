"""NumPy functions of integers."""

import numpy as np

from numlir import njit


@njit
def f(a, b):
    return (np.abs(a), np.maximum(a, b), np.minimum(a, b), np.sign(a), np.add(a, b), np.subtract(a, b), np.multiply(a, b), np.floor_divide(a, b), np.mod(a, b),
            np.remainder(a, b), np.bitwise_and(a, b), np.bitwise_or(a, b), np.bitwise_xor(a, b), np.left_shift(a, 2), np.right_shift(a, 1), np.square(a), np.negative(a))


CASES = [(7, 3), (-7, 3), (7, -3), (0, 5)]

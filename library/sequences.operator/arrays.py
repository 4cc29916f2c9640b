"""Operators between an array and a list or a tuple, which becomes an array."""

import numpy as np


def of_add(a, b):
    return np.add(np.asarray(a), np.asarray(b))


def of_sub(a, b):
    return np.subtract(np.asarray(a), np.asarray(b))


def of_mul(a, b):
    return np.multiply(np.asarray(a), np.asarray(b))


def of_truediv(a, b):
    return np.divide(np.asarray(a), np.asarray(b))


def of_floordiv(a, b):
    return np.floor_divide(np.asarray(a), np.asarray(b))


def of_mod(a, b):
    return np.remainder(np.asarray(a), np.asarray(b))


def of_pow(a, b):
    return np.power(np.asarray(a), np.asarray(b))


def of_and(a, b):
    return np.bitwise_and(np.asarray(a), np.asarray(b))


def of_or(a, b):
    return np.bitwise_or(np.asarray(a), np.asarray(b))


def of_xor(a, b):
    return np.bitwise_xor(np.asarray(a), np.asarray(b))


def of_lshift(a, b):
    return np.left_shift(np.asarray(a), np.asarray(b))


def of_rshift(a, b):
    return np.right_shift(np.asarray(a), np.asarray(b))


def of_matmul(a, b):
    return np.matmul(np.asarray(a), np.asarray(b))


def of_eq(a, b):
    return np.equal(np.asarray(a), np.asarray(b))


def of_ne(a, b):
    return np.not_equal(np.asarray(a), np.asarray(b))


def of_lt(a, b):
    return np.less(np.asarray(a), np.asarray(b))


def of_le(a, b):
    return np.less_equal(np.asarray(a), np.asarray(b))


def of_gt(a, b):
    return np.greater(np.asarray(a), np.asarray(b))


def of_ge(a, b):
    return np.greater_equal(np.asarray(a), np.asarray(b))


def in_place_add(a, b):
    return np.add(a, np.asarray(b), out=a)


def in_place_sub(a, b):
    return np.subtract(a, np.asarray(b), out=a)


def in_place_mul(a, b):
    return np.multiply(a, np.asarray(b), out=a)


def in_place_truediv(a, b):
    return np.divide(a, np.asarray(b), out=a)


def in_place_floordiv(a, b):
    return np.floor_divide(a, np.asarray(b), out=a)


def in_place_mod(a, b):
    return np.remainder(a, np.asarray(b), out=a)


def in_place_pow(a, b):
    return np.power(a, np.asarray(b), out=a)


def in_place_and(a, b):
    return np.bitwise_and(a, np.asarray(b), out=a)


def in_place_or(a, b):
    return np.bitwise_or(a, np.asarray(b), out=a)


def in_place_xor(a, b):
    return np.bitwise_xor(a, np.asarray(b), out=a)


def in_place_lshift(a, b):
    return np.left_shift(a, np.asarray(b), out=a)


def in_place_rshift(a, b):
    return np.right_shift(a, np.asarray(b), out=a)

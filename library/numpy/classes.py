"""NumPy's scalar classes called with what is no number: with arrays, and with what arrays are made of."""

import numpy as np


def bool(value, /):
    return np.asarray(value, np.bool_)


def int8(value, /):
    return np.asarray(value, np.int8)


def int16(value, /):
    return np.asarray(value, np.int16)


def int32(value, /):
    return np.asarray(value, np.int32)


def int64(value, /):
    return np.asarray(value, np.int64)


def intp(value, /):
    return np.asarray(value, np.int64)


def int_(value, /):
    return np.asarray(value, np.int64)


def uint8(value, /):
    return np.asarray(value, np.uint8)


def uint16(value, /):
    return np.asarray(value, np.uint16)


def uint32(value, /):
    return np.asarray(value, np.uint32)


def uint64(value, /):
    return np.asarray(value, np.uint64)


def uintp(value, /):
    return np.asarray(value, np.uint64)


def float32(value, /):
    return np.asarray(value, np.float32)


def float64(value, /):
    return np.asarray(value, np.float64)


def complex64(value, /):
    return np.asarray(value, np.complex64)


def complex128(value, /):
    return np.asarray(value, np.complex128)

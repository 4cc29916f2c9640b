"""NumPy's functions of the array API standard that are others under a name of `np.linalg`, and products of several matrices."""

import numpy as np
from numlir.library import Literal, is_list, reject


def outer(x1, x2, /):
    if np.ndim(x1) != 1 or np.ndim(x2) != 1:
        reject("Input arrays must be one-dimensional")
    return np.outer(x1, x2)


def cross(x1, x2, /, *, axis: Literal = -1):
    if axis == -1 or axis == x1.ndim - 1:
        return np.cross(x1, x2)
    return np.moveaxis(np.cross(np.moveaxis(x1, axis, -1), np.moveaxis(x2, axis, -1)), -1, axis)


def matmul(x1, x2, /):
    return np.matmul(x1, x2)


def tensordot(x1, x2, /, *, axes: Literal = 2):
    return np.tensordot(x1, x2, axes)


def trace(x, /, *, offset=0, dtype: Literal = None):
    return np.sum(np.diagonal(x, offset, -2, -1), axis=-1, dtype=dtype)


def diagonal(x, /, *, offset=0):
    return np.diagonal(x, offset, -2, -1)


def matrix_transpose(x, /):
    return np.swapaxes(x, -1, -2)


def vecdot(x1, x2, /, *, axis: Literal = -1):
    return np.vecdot(np.moveaxis(x1, axis, -1), np.moveaxis(x2, axis, -1))


def multi_dot(arrays):
    """Of three matrices the cheaper order is taken, of more the product is formed from the right."""
    if is_list(arrays):
        if len(arrays) < 2:
            raise ValueError("Expecting at least two arrays.")
        product = arrays[len(arrays) - 1]
        for back in range(1, len(arrays)):
            product = np.dot(arrays[len(arrays) - 1 - back], product)
        return product
    if len(arrays) < 2:
        reject("Expecting at least two arrays.")
    if len(arrays) == 2:
        return np.dot(arrays[0], arrays[1])
    if len(arrays) == 3 and arrays[0].ndim == 2 and arrays[1].ndim == 2 and arrays[2].ndim == 2:
        a, b, c = arrays[0], arrays[1], arrays[2]
        left = a.shape[0] * c.shape[0] * (a.shape[1] + c.shape[1])
        right = a.shape[1] * c.shape[1] * (a.shape[0] + c.shape[0])
        if left < right:
            return np.dot(np.dot(a, b), c)
        return np.dot(a, np.dot(b, c))
    return np.dot(arrays[0], multi_dot(arrays[1:]))

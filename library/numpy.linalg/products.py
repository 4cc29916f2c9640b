"""NumPy's functions of the array API standard that are others under a name of `np.linalg`, and products of several matrices."""

import numpy as np
from numlir.library import Literal, is_list, reject
from numlir.library.numpy.along import _all_arrays


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
    """The product in the order of least multiplications. The first and the last one may be vectors, as a row and as a column."""
    if is_list(arrays):
        return _product_of_list(arrays)
    count = len(arrays)
    if count < 2:
        reject("Expecting at least two arrays.")
    elif count == 2:
        return np.dot(arrays[0], arrays[1])
    arrays = _all_arrays(arrays)
    sizes = _sizes(arrays)
    if count == 3:
        # Of two equal costs NumPy takes the product from the right here, and from the left where there are more matrices.
        left = sizes[0] * sizes[2] * (sizes[1] + sizes[3])
        right = sizes[1] * sizes[3] * (sizes[0] + sizes[2])
        if left < right:
            return np.dot(np.dot(arrays[0], arrays[1]), arrays[2])
        return np.dot(arrays[0], np.dot(arrays[1], arrays[2]))
    return _product_of_tuple(arrays, _best_splits(sizes), 0, count - 1)


def _sizes(arrays):
    """The rows of the first matrix and the columns of each; with vectors at the ends as matrices."""
    last = arrays[-1]
    sizes = np.empty(len(arrays) + 1, np.int64)
    sizes[0] = 1 if arrays[0].ndim == 1 else arrays[0].shape[0]
    _fill_inner_sizes(arrays, sizes, 1)
    sizes[len(arrays)] = 1 if last.ndim == 1 else last.shape[1]
    return sizes


def _fill_inner_sizes(arrays, sizes, place: Literal):
    if place < len(arrays):
        sizes[place] = arrays[place].shape[0]
        _fill_inner_sizes(arrays, sizes, place + 1)


def _best_splits(sizes):
    """For each part of a chain of matrices, behind which of them its last product is formed (Cormen et al., chapter 15.2)."""
    count = len(sizes) - 1
    costs, splits = np.zeros((count, count), np.float64), np.zeros((count, count), np.int64)
    for length in range(1, count):
        for first in range(count - length):
            last = first + length
            costs[first, last] = np.inf
            for split in range(first, last):
                product = float(sizes[first]) * float(sizes[split + 1]) * float(sizes[last + 1])
                cost = costs[first, split] + costs[split + 1, last] + product
                if cost < costs[first, last]:
                    costs[first, last], splits[first, last] = cost, split
    return splits


def _product_of_tuple(arrays, splits, first: Literal, last: Literal):
    if first == last:
        return arrays[first]
    else:
        return _split_product(arrays, splits, first, last, first)


def _split_product(arrays, splits, first: Literal, last: Literal, split: Literal):
    """With the last product behind a matrix, or one of those after it."""
    if split == last - 1 or splits[first, last] == split:
        return np.dot(_product_of_tuple(arrays, splits, first, split), _product_of_tuple(arrays, splits, split + 1, last))
    else:
        return _split_product(arrays, splits, first, last, split + 1)


def _product_of_list(arrays):
    """All of one type: matrices."""
    count = len(arrays)
    if count < 2:
        raise ValueError("Expecting at least two arrays.")
    sizes = np.empty(count + 1, np.int64)
    sizes[0] = arrays[0].shape[0]
    for place in range(count):
        sizes[place + 1] = arrays[place].shape[1]
    return _product_between(arrays, _best_splits(sizes), 0, count - 1)


def _product_between(arrays, splits, first, last):
    if first == last:
        return arrays[first]
    split = splits[first, last]
    return np.dot(_product_between(arrays, splits, first, split), _product_between(arrays, splits, split + 1, last))

"""Iteration over all elements of arrays."""

from numlir.library import Literal
from numlir.library import element_views, flat, is_scalar, is_tuple, layout, permute, places, reject
import numpy as np


def ndindex(*shape):
    if len(shape) == 1:
        if is_tuple(shape[0]):
            return places(shape[0])
    return places(shape)


def ndenumerate(arr):
    return zip(places(arr.shape), flat(arr))


def nditer(op, flags=None, op_flags=None, op_dtypes=None, order: Literal = "K"):
    """The elements as arrays without axes, which can be written where the array can: `op_flags` can say no more."""
    if flags is not None or op_dtypes is not None:
        reject("nditer() is compiled without flags and op_dtypes")
    if is_tuple(op):
        if len(op) == 1:
            return nditer(op[0])
        if len(op) == 2:
            a, b = np.broadcast_arrays(op[0], op[1])
            return zip(element_views(a), element_views(b))
        reject("nditer() is compiled for one and for two arrays")
    if is_scalar(op):
        return element_views(np.full((), op))
    if order == "K" and layout(op) == "F":
        return element_views(permute(op, None))
    if order == "F":
        return element_views(permute(op, None))
    return element_views(op)

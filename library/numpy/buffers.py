"""Arrays over the bytes of something else."""

import numpy as np
from numlir.library import Literal, address, is_array, is_bytes, is_none, is_tuple, itemsize, layout, raise_if, reject, view

from .along import _dtype
from .axes import _product


def frombuffer(buffer, dtype: Literal = None, count=-1, offset=0):
    """Of an array a view, of bytes a copy: nobody can tell, because bytes do not change."""
    if is_none(dtype):
        return _over(buffer, np.float64, count, offset)
    return _over(buffer, _dtype(dtype), count, offset)


def _over(buffer, dtype: Literal, count, offset):
    data = _bytes_of(buffer)
    size = itemsize(dtype)
    text = "offset must be non-negative and no greater than buffer length ({})"
    raise_if(offset < 0 or offset > data.size, "ValueError", text, data.size)
    left = data.size - offset
    if count < 0:
        raise_if(left % size != 0, "ValueError", "buffer size must be a multiple of element size")
        count = left // size
    raise_if(left // size < count, "ValueError", "buffer is smaller than requested size")
    # Elements lie at multiples of their size.
    if offset % size != 0:
        data = data[offset:].copy()
        offset = 0
    return view(data, offset, (count,), None, "C", dtype)


def _bytes_of(buffer):
    if is_array(buffer):
        if layout(buffer) != "C":
            reject("ndarray is not C-contiguous")
        return view(buffer, 0, (buffer.nbytes,), None, "C", np.uint8)
    if is_bytes(buffer):
        data = np.empty(len(buffer), np.uint8)
        for position in range(len(buffer)):
            data[position] = buffer[position]
        return data
    reject("np.frombuffer() is compiled for arrays and bytes")


def ndarray(shape, dtype: Literal = None, buffer=None, offset=0, strides=None, order: Literal = "C"):
    """NumPy's constructor: a new array, or a view of a buffer, in the order of C where no strides are given."""
    element = np.float64 if is_none(dtype) else dtype
    if is_none(buffer):
        if not is_none(strides):
            reject("np.ndarray() with strides is compiled for a buffer that is given")
        return np.empty(shape, element, "C" if is_none(order) else order)
    if order == "F":
        reject("np.ndarray() of a buffer is compiled in the order of C: give the strides")
    data = _bytes_of(buffer)
    extents = shape if is_tuple(shape) else (shape,)
    # As many as fit.
    if len(extents) == 1 and extents[0] == -1 and 0 <= offset <= data.size:
        extents = ((data.size - offset) // itemsize(element),)
    for extent in extents:
        raise_if(extent < 0, "ValueError", "negative dimensions are not allowed")
    count = _product(extents)
    if is_none(strides):
        too_small = offset < 0 or offset > data.size or data.size - offset < count * itemsize(element)
        raise_if(too_small, "TypeError", "buffer is too small for requested array")
        return view(data, offset, extents, None, "C", element)
    steps = strides if is_tuple(strides) else (strides,)
    low, high = _reach(extents, steps)
    outside = count > 0 and (offset + low < 0 or offset + high + itemsize(element) > data.size)
    text = "strides is incompatible with shape of requested array and size of buffer"
    raise_if(outside or offset < 0 or offset > data.size, "ValueError", text)
    return view(data, offset, extents, steps, "A", element)


def _reach(extents, strides):
    """How far the first and the last byte lie from the first element."""
    low, high = 0, 0
    for axis in range(len(extents)):
        reach = (extents[axis] - 1) * strides[axis]
        low += min(reach, 0)
        high += max(reach, 0)
    return low, high


def may_share_memory(a, b, max_work=None):
    """Whether the bytes from the first to the last of one array lie among those of the other."""
    if not is_array(a) or not is_array(b):
        reject("np.may_share_memory() is compiled for arrays")
    first, end = _bounds(a)
    other_first, other_end = _bounds(b)
    return a.size > 0 and b.size > 0 and first < other_end and other_first < end


def _bounds(a):
    first = address(a)
    end = first + a.itemsize
    for axis in range(a.ndim):
        reach = (a.shape[axis] - 1) * a.strides[axis]
        if reach < 0:
            first += reach
        else:
            end += reach
    return first, end

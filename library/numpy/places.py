"""Places in arrays: from numbers to coordinates and back, open meshes, bits in bytes."""

import numpy as np
from numlir.library import (
    ArrayLike,
    Literal,
    is_array,
    is_bool,
    is_complex,
    is_integer,
    is_list,
    is_scalar,
    is_set,
    is_string,
    is_tuple,
    raise_if,
    reject,
)

from .along import _as_array, _axis
from .elementwise import _into

def _wide(coordinate):
    """A place, or an array or sequence of places, in 64-bit integers."""
    if is_scalar(coordinate):
        return np.int64(coordinate)
    places = np.asarray(coordinate)
    return places if places.dtype == np.int64 else places.astype(np.int64)


def unravel_index(indices, shape, order: Literal = "C"):
    if is_scalar(shape):
        return _unraveled(_wide(indices), (shape,), order)
    return _unraveled(_wide(indices), shape, order)


def _unraveled(indices, shape, order: Literal):
    count = 1
    for extent in shape:
        if not is_integer(extent):
            reject("the extents of the shape are integers")
        count *= extent
    wrong = (indices < 0) | (indices >= count)
    if is_array(indices):
        if np.any(wrong):
            first = indices.ravel()[np.argmax(wrong)]
            raise_if(True, "ValueError", "index {} is out of bounds for array with size {}", first, count)
    else:
        raise_if(wrong, "ValueError", "index {} is out of bounds for array with size {}", indices, count)
    if order == "F":
        return _coordinates(indices, shape[::-1])[::-1]
    return _coordinates(indices, shape)


def _coordinates(indices, shape):
    """The coordinates in C order, the fastest axis last."""
    if len(shape) == 0:
        return ()
    if len(shape) == 1:
        return (indices % shape[0],)
    return _coordinates(indices // shape[-1], shape[:-1]) + (indices % shape[-1],)


def ravel_multi_index(multi_index, dims, mode: Literal = "raise", order: Literal = "C"):
    if is_array(multi_index):
        text = "parameter multi_index must be a sequence of length {}"
        raise_if(len(multi_index) != len(dims), "ValueError", text, len(dims))
        return ravel_multi_index(_first_rows(multi_index, len(dims)), dims, mode, order)
    if len(multi_index) != len(dims):
        reject("parameter multi_index must be as long as dims")
    if order == "F":
        return _number(multi_index[::-1], dims[::-1], mode)
    return _number(multi_index, dims, mode)


def _first_rows(a, count: Literal):
    return () if count == 0 else _first_rows(a, count - 1) + (a[count - 1],)


def _number(coordinates, dims, mode: Literal):
    here = _within(_wide(coordinates[-1]), dims[-1], mode)
    if len(dims) == 1:
        return here
    return _number(coordinates[:-1], dims[:-1], mode) * dims[-1] + here


def _within(coordinate, extent, mode: Literal):
    if mode == "wrap":
        return coordinate % extent
    elif mode == "clip":
        return np.clip(coordinate, 0, extent - 1)
    else:
        wrong = (coordinate < 0) | (coordinate >= extent)
        wrong = bool(np.any(wrong)) if is_array(coordinate) else wrong
        raise_if(wrong, "ValueError", "invalid entry in coordinates array")
        return coordinate


def ix_(*args):
    return _open_mesh(args, len(args), 0)


def _open_mesh(lines, count: Literal, axis: Literal):
    if axis == count:
        return ()
    line = np.asarray(lines[axis])
    if line.ndim != 1:
        reject("Cross index must be 1 dimensional")
    places = np.nonzero(line)[0] if is_bool(line) else line
    shape = (1,) * axis + (places.size,) + (1,) * (count - axis - 1)
    return (places.reshape(shape),) + _open_mesh(lines, count, axis + 1)


def packbits(a, /, axis: Literal = None, bitorder: Literal = "big"):
    if axis is None:
        return packbits(np.ravel(a), 0, bitorder)
    bits = np.moveaxis(a, _axis(axis, a.ndim), -1)
    packed = np.zeros(bits.shape[:-1] + ((bits.shape[-1] + 7) // 8,), np.uint8)
    _pack(bits, packed, bitorder)
    return np.moveaxis(packed, -1, _axis(axis, a.ndim))


def _pack(bits, packed, bitorder: Literal):
    """Along the last axis."""
    if bits.ndim > 1:
        for i in range(len(bits)):
            _pack(bits[i], packed[i], bitorder)
    else:
        for i in range(len(bits) // 8):
            byte = np.uint8(0)
            for k in range(8):
                byte |= np.uint8(int(bits[8 * i + k] != 0) << (7 - k if bitorder == "big" else k))
            packed[i] = byte
        for i in range(len(bits) // 8 * 8, len(bits)):
            packed[i // 8] |= np.uint8(int(bits[i] != 0) << (7 - i % 8 if bitorder == "big" else i % 8))


def unpackbits(a, /, axis: Literal = None, count=None, bitorder: Literal = "big"):
    if np.asarray(a).dtype != np.uint8:
        reject("Expected an input array of unsigned byte data type")
    if axis is None:
        return unpackbits(np.ravel(a), 0, count, bitorder)
    packed = np.moveaxis(a, _axis(axis, a.ndim), -1)
    size = packed.shape[-1] * 8
    if count is not None:
        size = count if count >= 0 else size + count
    bits = np.zeros(packed.shape[:-1] + (size,), np.uint8)
    _unpack(packed, bits, bitorder)
    return np.moveaxis(bits, -1, _axis(axis, a.ndim))


def _unpack(packed, bits, bitorder: Literal):
    if bits.ndim > 1:
        for i in range(len(bits)):
            _unpack(packed[i], bits[i], bitorder)
    else:
        count = min(len(bits), len(packed) * 8)
        _unpack_bytes(packed, bits[: count // 8 * 8], bitorder)
        for i in range(count // 8 * 8, count):
            bits[i] = packed[i // 8] >> np.uint8(7 - i % 8 if bitorder == "big" else i % 8) & np.uint8(1)


def _unpack_bytes(packed, bits, bitorder: Literal):
    """Eight bits at once: a byte is repeated, one bit is left of each copy, and what is left becomes the lowest one."""
    each, lower = np.uint64(0x0101010101010101), np.uint64(0x7F7F7F7F7F7F7F7F)
    kept = np.uint64(0x0102040810204080 if bitorder == "big" else 0x8040201008040201)
    words = np.empty(len(bits) // 8, np.uint64)
    for i in range(len(words)):
        words[i] = ((np.uint64(packed[i]) * each & kept) + lower) >> np.uint64(7) & each
    bits[:] = words.view(np.uint8)


def isfortran(a):
    if is_scalar(a):
        return False
    return a.ndim > 1 and not _in_order(a.shape, a.strides, a.itemsize) and _in_order(
        a.shape[::-1], a.strides[::-1], a.itemsize
    )


def _in_order(shape, strides, itemsize):
    """Whether elements follow one another in memory, the last axis fastest; axes of 1 do not count."""
    step = itemsize
    for back in range(len(shape)):
        axis = len(shape) - 1 - back
        if shape[axis] == 0:
            return True
        if shape[axis] != 1 and strides[axis] != step:
            return False
        step *= shape[axis]
    return True


def vecdot(x1: ArrayLike, x2: ArrayLike, /, out=None, *, axis: Literal = -1):
    """Products along the last axis, of which the first operand is conjugated, summed."""
    if is_bool(x1) and is_bool(x2):
        return np.any(x1 & x2, axis=axis, out=out)
    return np.sum(_conjugate(x1) * x2, axis=axis, out=out)


def _conjugate(x):
    return np.conj(x) if is_complex(x) else x


def matvec(x1, x2, /, out=None):
    return _into(np.matmul(x1, _as_array(x2)[..., None])[..., 0], out)


def vecmat(x1, x2, /, out=None):
    return _into(np.matmul(_conjugate(_as_array(x1))[..., None, :], x2)[..., 0, :], out)


def asarray_chkfinite(a, dtype: Literal = None, order: Literal = None):
    made = np.asarray(a, dtype)
    if not np.all(np.isfinite(made)):
        raise ValueError("array must not contain infs or NaNs")
    return made


def mask_indices(n, mask_func, k=0):
    return np.nonzero(mask_func(np.ones((n, n), np.int64), k) != 0)


def iterable(y):
    """Whether a value has elements: arrays with axes, and sequences."""
    if is_array(y):
        return y.ndim > 0
    else:
        return is_tuple(y) or is_list(y) or is_set(y) or is_string(y)

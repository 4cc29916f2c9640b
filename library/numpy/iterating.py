"""Iteration over all elements of arrays."""

from numlir.library import Literal
from numlir.library import element_views, flat, is_array, is_scalar, is_tuple, layout, permute, places, reject, view
import numpy as np

from .along import _selected


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
        operands = _operands(op)
        _check_operands(operands)
        return zip(*_views(np.broadcast_arrays(*operands)))
    if is_scalar(op):
        return element_views(np.full((), op))
    if op.size == 0:
        raise ValueError("Iteration of zero-sized operands is not enabled")
    if order == "F" or (order == "K" and layout(op) == "F"):
        return element_views(permute(op, None))
    if order == "K" and layout(op) == "A":
        return element_views(_in_memory_order(op))
    return element_views(op)


def _operands(op):
    if len(op) == 0:
        return ()
    return (op[0] if is_array(op[0]) else np.asarray(op[0]),) + _operands(op[1:])


def _views(arrays):
    if len(arrays) == 0:
        return ()
    return (element_views(arrays[0]),) + _views(arrays[1:])


def _check_operands(operands):
    """Arrays that do not broadcast: NumPy has another text here than for `np.broadcast_arrays`."""
    if not _broadcasts(operands[1:], operands[0].shape):
        raise ValueError("operands could not be broadcast together with shapes" + _shapes_text(operands) + " ")


def _broadcasts(operands, shape):
    if len(operands) == 0:
        return True
    elif _fits(operands[0].shape, shape):
        return _broadcasts(operands[1:], _joined(operands[0].shape, shape))
    else:
        return False


def _fits(a, b):
    """Whether two shapes broadcast."""
    if len(a) == 0 or len(b) == 0:
        return True
    elif a[len(a) - 1] != b[len(b) - 1] and a[len(a) - 1] != 1 and b[len(b) - 1] != 1:
        return False
    else:
        return _fits(a[: len(a) - 1], b[: len(b) - 1])


def _joined(a, b):
    """The shape that two shapes broadcast to."""
    if len(a) == 0:
        return b
    elif len(b) == 0:
        return a
    else:
        extent = b[len(b) - 1] if a[len(a) - 1] == 1 else a[len(a) - 1]
        return _joined(a[: len(a) - 1], b[: len(b) - 1]) + (extent,)


def _shapes_text(operands):
    if len(operands) == 0:
        return ""
    return " (" + _extents_text(operands[0].shape) + ")" + _shapes_text(operands[1:])


def _extents_text(shape):
    if len(shape) == 0:
        return ""
    elif len(shape) == 1:
        return str(shape[0]) + ","
    elif len(shape) == 2:
        return str(shape[0]) + "," + str(shape[1])
    else:
        return str(shape[0]) + "," + _extents_text(shape[1:])


def _in_memory_order(a):
    """The elements in the order in which they lie: negative strides are turned round, and the largest strides come first."""
    forward = a
    for axis in range(a.ndim):
        if forward.strides[axis] < 0:
            forward = _turned(forward, axis)
    return _sorted_by_stride(forward, 1)


def _turned(a, axis):
    """The array from behind along an axis that is known when it runs."""
    strides = _negated_at(a.strides, axis, len(a.strides))
    return view(a, (a.shape[axis] - 1) * a.strides[axis], a.shape, strides, "A")


def _negated_at(values, axis, count: Literal):
    if count == 0:
        return ()
    else:
        last = count - 1
        return _negated_at(values, axis, last) + (-values[last] if last == axis else values[last],)


def _sorted_by_stride(a, count: Literal):
    """The axes from long strides to short ones. The last `count` are in order already; the one before them moves to its place among them."""
    if count >= a.ndim:
        return a
    else:
        return _sorted_by_stride(_sunk(a, a.ndim - 1 - count), count + 1)


def _sunk(a, axis: Literal):
    if _belongs_behind(a.strides, axis, abs(a.strides[axis])):
        return _sunk(_exchanged(a, axis + 1), axis + 1)
    else:
        return a


def _belongs_behind(strides, axis: Literal, stride):
    """Whether an axis of this stride goes behind what follows it. Axes that are repeated have no order of their own."""
    if axis + 1 == len(strides):
        return False
    elif strides[axis + 1] == 0:
        return _belongs_behind(strides, axis + 1, stride)
    else:
        return 0 < stride < abs(strides[axis + 1])


def _exchanged(a, axis: Literal):
    """The array with an axis before the one that it follows."""
    order = _order(axis, a.ndim)
    return view(a, 0, _selected(a.shape, order), _selected(a.strides, order), "A")


def _order(axis: Literal, ndim: Literal):
    if ndim == 0:
        return ()
    elif ndim - 1 == axis:
        return _order(axis, ndim - 1) + (axis - 1,)
    elif ndim == axis:
        return _order(axis, ndim - 1) + (axis,)
    else:
        return _order(axis, ndim - 1) + (ndim - 1,)

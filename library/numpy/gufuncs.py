"""What calls of gufuncs that the program has made share; `python/src/gufunc.rs` writes the calls."""

import numpy as np
from numlir.library import Literal, is_array, is_bool, is_complex, is_float, is_none, is_python, is_scalar, raise_if, reject

from .along import _as_array
from .dtypes import can_cast


def _gufunc_casts(operand, dtype):
    """Whether a loop for the dtype takes an operand; numbers of Python's take part as whatever their kind allows."""
    if is_scalar(operand) and is_python(operand):
        if is_complex(operand):
            return is_complex(dtype)
        elif is_float(operand):
            return is_complex(dtype) or is_float(dtype)
        else:
            return not is_bool(dtype)
    else:
        return can_cast(_as_array(operand).dtype, dtype)


def _gufunc_exact(operand, dtype):
    """Whether a loop for the dtype is just what an operand wants."""
    return _as_array(operand).dtype == dtype


def _gufunc_input(operand, axes: Literal):
    """An operand as an array that has the core axes."""
    a = _as_array(operand)
    if a.ndim < axes:
        reject("an operand of the gufunc does not have enough dimensions for its core dimensions")
    else:
        return a


def _gufunc_as(a, dtype):
    """The elements as what the loop takes: the array itself where it has them."""
    if a.dtype == dtype:
        return a
    else:
        return a.astype(dtype)


def _gufunc_written(operand, axes: Literal, dtype):
    """An input that the kernel writes."""
    if not is_array(operand):
        reject("an operand that the gufunc writes is an array")
    elif operand.dtype != dtype:
        reject("an operand that the gufunc writes has another dtype than the loop")
    else:
        return _gufunc_input(operand, axes)


def _gufunc_same(extent, known, operand: Literal, axis: Literal):
    text = "Input operand {} has a mismatch in its core dimension {} (size {} is different from {})"
    raise_if(extent != known, "ValueError", text, operand, axis, extent, known)


def _gufunc_output(out, shape, dtype):
    if is_none(out):
        return np.empty(shape, dtype)
    elif not is_array(out):
        reject("an output of a gufunc is an array")
    elif out.ndim != len(shape):
        reject("an output of the gufunc does not have the axes of the loop and of its core dimensions")
    elif not can_cast(dtype, out.dtype, "same_kind"):
        reject("an output of the gufunc has a dtype that the loop's cannot be cast to")
    else:
        for axis in range(len(shape)):
            text = "an output has the extent {} along axis {}, where the loop and the core dimensions have {}"
            raise_if(out.shape[axis] != shape[axis], "ValueError", text, out.shape[axis], axis, shape[axis])
        if out.dtype == dtype:
            return out
        else:
            return np.empty(shape, dtype)


def _gufunc_unit(a):
    """The array with an axis of one element behind it: what a kernel gets where an operand has no core axes."""
    return a[..., None]


def _gufunc_result(result, out):
    """A new result without axes is a number; one of another dtype than the output asked for is copied there."""
    if is_none(out):
        return result[()] if result.ndim == 0 else result
    elif out.dtype == result.dtype:
        return result
    else:
        out[...] = result
        return out

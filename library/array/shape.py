"""Methods and attributes of arrays about their shape; views of other dtypes."""

from numlir.library import (
    ArrayCTypes,
    Literal,
    address,
    is_complex,
    is_none,
    is_readonly,
    is_tuple,
    itemsize,
    layout,
    new_instance,
    permute,
    raise_if,
)
from numlir.library import flat as flat_elements
from numlir.library import view as window
from numlir.library.numpy.shape import _flatten, _reshape
import numpy as np


@property
def T(self):
    return permute(self, None)


@property
def flags(self):
    c, f = _is_contiguous(self, self.ndim - 1, -1), _is_contiguous(self, 0, 1)
    return new_instance("arrayflags", self.size == 0 or c, self.size == 0 or f, not is_readonly(self))


def _is_contiguous(a, first: Literal, step: Literal):
    """Whether axes, from the one that is `first` fastest on, lie close together: those of one element lie anywhere."""
    if a.ndim == 0:
        return True
    expected = a.itemsize
    for count in range(a.ndim):
        axis = first + step * count
        if a.shape[axis] != 1:
            if a.strides[axis] != expected:
                return False
            expected *= a.shape[axis]
    return True


@property
def ctypes(self):
    """For functions of C, which take its address, or the whole."""
    return ArrayCTypes(address(self), self.shape, self.strides, self)


@property
def mT(self):
    raise_if(self.ndim < 2, "ValueError", "matrix transpose with ndim < 2 is undefined")
    return np.swapaxes(self, -1, -2)


def transpose(self, *axes: Literal):
    if len(axes) == 0:
        return permute(self, None)
    if len(axes) == 1:
        if is_tuple(axes[0]) or is_none(axes[0]):
            return permute(self, axes[0])
    return permute(self, axes)


def swapaxes(self, axis1: Literal, axis2: Literal):
    return np.swapaxes(self, axis1, axis2)


def reshape(self, *shape: Literal, order: Literal = "C", copy: Literal = None):
    if len(shape) == 1:
        if is_tuple(shape[0]):
            return _reshape(self, shape[0], order)
    return _reshape(self, shape, order)


def ravel(self, order: Literal = "C"):
    return np.ravel(self, order)


def flatten(self, order: Literal = "C"):
    return _flatten(self, order)


def squeeze(self, axis: Literal = None):
    return np.squeeze(self, axis)


def diagonal(self, offset=0, axis1: Literal = 0, axis2: Literal = 1):
    return np.diagonal(self, offset, axis1, axis2)


@property
def real(self):
    if is_complex(self):
        if self.dtype == np.complex64:
            return window(self, 0, self.shape, self.strides, "A", np.float32)
        return window(self, 0, self.shape, self.strides, "A", np.float64)
    return self


@property
def imag(self):
    if is_complex(self):
        if self.dtype == np.complex64:
            return window(self, 4, self.shape, self.strides, "A", np.float32)
        return window(self, 8, self.shape, self.strides, "A", np.float64)
    return window(np.zeros(self.shape, self.dtype), 0, self.shape, None, "C", self.dtype, True)


@property
def flat(self):
    if layout(self) == "C":
        return window(self, 0, (self.size,), None, "C")
    if self.ndim == 1:
        return self
    return flat_elements(self)


def view(self, dtype: Literal = None):
    if is_none(dtype):
        return window(self, 0, self.shape, self.strides, layout(self))
    if self.itemsize == itemsize(dtype):
        return window(self, 0, self.shape, self.strides, layout(self), dtype)
    if self.ndim == 0:
        text = "Changing the dtype of a 0d array is only supported if the itemsize is unchanged"
        raise_if(True, "ValueError", text)
        return window(self, 0, self.shape, None, "C", dtype)
    count = self.shape[self.ndim - 1] * self.itemsize
    if layout(self) != "C":
        bad = self.strides[self.ndim - 1] != self.itemsize and self.shape[self.ndim - 1] != 1
        raise_if(bad, "ValueError", "To change to a dtype of a different size, the last axis must be contiguous")
    if self.itemsize < itemsize(dtype):
        text = (
            "When changing to a larger dtype, its size must be a divisor of the total size in bytes of the last axis "
            "of the array."
        )
        raise_if(count % itemsize(dtype) != 0, "ValueError", text)
    shape = self.shape[: self.ndim - 1] + (count // itemsize(dtype),)
    strides = self.strides[: self.ndim - 1] + (itemsize(dtype),)
    return window(self, 0, shape, strides, "C" if layout(self) == "C" else "A", dtype)

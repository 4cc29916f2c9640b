"""Arrays in a device's memory; on the CPU target, in memory of their own."""

from __future__ import annotations

import numpy as np


class DeviceNDArray:
    """An array of a device. On the CPU target its memory is the host's, and nobody else's."""

    __array_priority__ = 100

    def __init__(self, view, stream=0):
        self._view = view
        self.stream = stream

    shape = property(lambda self: self._view.shape)
    strides = property(lambda self: self._view.strides)
    dtype = property(lambda self: self._view.dtype)
    ndim = property(lambda self: self._view.ndim)
    size = property(lambda self: self._view.size)
    nbytes = property(lambda self: self._view.nbytes)
    alloc_size = property(lambda self: self._view.nbytes)
    itemsize = property(lambda self: self._view.itemsize)

    @property
    def T(self):
        return self.transpose()

    @property
    def __cuda_array_interface__(self):
        interface = self._view.__array_interface__
        contiguous = self._view.flags.c_contiguous
        return {
            "shape": interface["shape"],
            "strides": None if contiguous else self._view.strides,
            "data": (interface["data"][0] if self.size else 0, False),
            "typestr": interface["typestr"],
            "stream": None,
            "version": 3,
        }

    def __len__(self):
        return len(self._view)

    def __getitem__(self, item):
        return self.getitem(item)

    def getitem(self, item, stream=0):
        """An element as a number, or a view."""
        found = self._view[item]
        return type(self)(found, self.stream) if isinstance(found, np.ndarray) else found

    def __setitem__(self, item, value):
        self.setitem(item, value)

    def setitem(self, item, value, stream=0):
        """Copies a value, or another array, into a part."""
        part = self._view[item]
        if isinstance(value, DeviceNDArray):
            value = value._view
        value = np.asarray(value)
        if value.ndim > np.ndim(part):
            raise ValueError(f"Can't assign {value.ndim}-D array to {np.ndim(part)}-D self")
        self._view[item] = value

    def __array__(self, dtype=None, copy=None):
        host = self.copy_to_host()
        return host if dtype is None else host.astype(dtype, copy=False)

    def copy_to_host(self, ary=None, stream=0):
        """A copy in the host's memory, or into an array there."""
        if ary is None:
            return self._view.copy(order="K")
        _same_shape(self, ary)
        np.copyto(ary, self._view)
        return ary

    def copy_to_device(self, ary, stream=0):
        """Copies another array's elements here."""
        source = ary._view if isinstance(ary, DeviceNDArray) else np.asarray(ary)
        if source.size == 0:
            return
        if self.dtype != source.dtype:
            raise TypeError(f"incompatible dtype: {self.dtype} vs. {source.dtype}")
        _same_shape(self, source)
        np.copyto(self._view, source)

    def is_c_contiguous(self):
        return self._view.flags.c_contiguous

    def is_f_contiguous(self):
        return self._view.flags.f_contiguous

    def reshape(self, *newshape, order="C"):
        shape = newshape[0] if len(newshape) == 1 and isinstance(newshape[0], (tuple, list)) else newshape
        reshaped = self._view.reshape(shape, order=order)
        if reshaped.size and not np.shares_memory(reshaped, self._view):
            raise NotImplementedError("reshape would require copy")
        return type(self)(reshaped, self.stream)

    def ravel(self, order="C", stream=0):
        flat = self._view.ravel(order=order)
        if flat.size and not np.shares_memory(flat, self._view):
            raise NotImplementedError("ravel would require copy")
        return type(self)(flat, self.stream)

    def transpose(self, axes=None):
        return type(self)(self._view.transpose(axes) if axes is not None else self._view.T, self.stream)

    def squeeze(self, axis=None, stream=0):
        return type(self)(self._view.squeeze(axis), self.stream)

    def view(self, dtype):
        return type(self)(self._view.view(dtype), self.stream)

    def split(self, section, stream=0):
        """Pieces of so many elements, one after the other."""
        for start in range(0, self.size, section):
            yield type(self)(self._view[start : start + section], self.stream)

    def bind(self, stream=0):
        """The same array, for another stream."""
        return type(self)(self._view, stream)

    def as_cuda_arg(self):
        return self

    def __repr__(self):
        return f"<device array of shape {self.shape}, {self.dtype}>"


DeviceNDArrayBase = DeviceRecord = DeviceNDArray


class MappedNDArray(np.ndarray):
    """A host's array that devices read and write."""


def _same_shape(array, other):
    if array.shape != other.shape:
        raise ValueError(f"incompatible shape: {array.shape} vs. {other.shape}")


def to_device(obj, stream=0, copy=True, to=None):
    """A copy of an array in a device's memory."""
    if is_cuda_array(obj):
        obj = as_cuda_array(obj)
        return DeviceNDArray(obj._view.copy()) if copy else obj
    host = np.asarray(obj)
    if to is None:
        to = DeviceNDArray(_like(host), stream)
    if copy:
        to.copy_to_device(host, stream)
    return to


def _like(array):
    """Memory for an array: of its order where it is contiguous."""
    return np.empty_like(array, order="K", subok=False)


def device_array(shape, dtype=np.float64, strides=None, order="C", stream=0):
    """An array in a device's memory that holds nothing yet."""
    if strides is not None:
        base = np.empty(_extent(shape, strides, np.dtype(dtype)), np.uint8)
        return DeviceNDArray(np.ndarray(shape, dtype, base, 0, strides), stream)
    return DeviceNDArray(np.empty(shape, dtype, order), stream)


def _extent(shape, strides, dtype):
    shape = shape if isinstance(shape, tuple) else (shape,)
    strides = strides if isinstance(strides, tuple) else (strides,)
    return dtype.itemsize + sum((size - 1) * abs(stride) for size, stride in zip(shape, strides) if size)


def device_array_like(ary, stream=0):
    """An array in a device's memory, of the shape, the dtype and the order of another."""
    view = ary._view if isinstance(ary, DeviceNDArray) else ary
    return DeviceNDArray(np.empty_like(view, order="K", subok=False), stream)


def pinned_array(shape, dtype=np.float64, strides=None, order="C"):
    """A host's array that is not moved, so that copies need not wait."""
    return np.empty(shape, dtype, order)


def pinned_array_like(ary):
    return np.empty_like(ary, order="K", subok=False)


def mapped_array(shape, dtype=np.float64, strides=None, order="C", stream=0, portable=False, wc=False):
    """A host's array that devices read and write where it is."""
    return np.empty(shape, dtype, order).view(MappedNDArray)


def mapped_array_like(ary, stream=0, portable=False, wc=False):
    return np.empty_like(ary, order="K", subok=False).view(MappedNDArray)


managed_array = mapped_array


class pinned:  # noqa: N801
    """A context in which arrays are not moved."""

    def __init__(self, *arrays):
        self.arrays = arrays

    def __enter__(self):
        return self.arrays[0] if len(self.arrays) == 1 else self.arrays

    def __exit__(self, *problem):
        return False


class mapped:  # noqa: N801
    """A context in which devices read and write host arrays where they are."""

    def __init__(self, *arrays, stream=0):
        self.arrays = arrays

    def __enter__(self):
        arrays = [DeviceNDArray(array) for array in self.arrays]
        return arrays[0] if len(arrays) == 1 else arrays

    def __exit__(self, *problem):
        return False


def is_cuda_array(obj):
    """Whether an object is an array in a device's memory."""
    return hasattr(obj, "__cuda_array_interface__")


def is_cuda_ndarray(obj):
    return isinstance(obj, DeviceNDArray)


def as_cuda_array(obj, sync=True):
    """An object with ``__cuda_array_interface__`` as an array, without a copy."""
    if not is_cuda_array(obj):
        raise TypeError("*obj* doesn't implement the cuda array interface.")
    if isinstance(obj, DeviceNDArray):
        return obj
    return from_cuda_array_interface(obj.__cuda_array_interface__, owner=obj, sync=sync)


def from_cuda_array_interface(desc, owner=None, sync=True):
    """An array from a description."""
    version = desc.get("version", 1)
    if version >= 1 and desc.get("mask") is not None:
        raise NotImplementedError("Masked arrays are not supported")
    holder = _Holder(desc, owner)
    return DeviceNDArray(np.asarray(holder))


class _Holder:
    """NumPy's view of a description: on the CPU target device memory is the host's."""

    def __init__(self, desc, owner):
        self.owner = owner
        self.__array_interface__ = {
            "shape": tuple(desc["shape"]),
            "typestr": desc["typestr"],
            "data": tuple(desc["data"]),
            "strides": desc.get("strides"),
            "version": 3,
        }


class In:
    """An argument that the kernel only reads."""

    def __init__(self, value):
        self.value = value


class Out(In):
    """An argument that the kernel only writes."""


class InOut(In):
    """An argument that the kernel reads and writes."""


def on_cpu(argument, after):
    """What compiled code gets for an argument of a kernel on the CPU."""
    if isinstance(argument, DeviceNDArray):
        return argument._view
    if isinstance(argument, In):
        if type(argument) is In:
            return np.array(argument.value, order="K")
        return argument.value
    if type(argument) is np.ndarray:
        return argument
    if isinstance(argument, MappedNDArray):
        return argument.view(np.ndarray)
    if isinstance(argument, tuple):
        values = [on_cpu(element, after) for element in argument]
        return type(argument)(*values) if hasattr(argument, "_fields") else tuple(values)
    if is_cuda_array(argument):
        return as_cuda_array(argument)._view
    return argument

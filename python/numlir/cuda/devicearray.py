"""Arrays in a device's memory; on the CPU target, in memory of their own."""

from __future__ import annotations

import numpy as np

from . import dlpack
from .device import external_stream
from .host import dense_strides, extent, is_dense
from .target import platform


class DeviceNDArray:
    """An array in a device's memory.

    ``_view`` describes it in NumPy's words; only on the CPU target the elements can be read through it.
    """

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
    def flags(self):
        flags = self._view.flags
        return {"C_CONTIGUOUS": flags.c_contiguous, "F_CONTIGUOUS": flags.f_contiguous}

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
            "stream": int(self.stream) or None,
            "version": 3,
        }

    def __dlpack__(self, *, stream=None, max_version=None, dl_device=None, copy=None):
        """A capsule of DLPack, for consumers that work in a stream: 1 the default one, 2 a thread's own, -1 none waits."""
        return dlpack.export(self, stream, (max_version, dl_device, copy))

    def __dlpack_device__(self):
        """The kind of the device, in DLPack's numbers, and which of them."""
        return dlpack.device()

    def __len__(self):
        return len(self._view)

    def __getitem__(self, item):
        return self.getitem(item)

    def getitem(self, item, stream=0):
        """An element as a number, or a view."""
        part = self._part(item)
        if part.ndim == 0 and not isinstance(item, (str, list)) and not _has_ellipsis(item):
            return platform().read(part, stream)[()]
        return type(self)(part, self.stream)

    def _part(self, item):
        """A view; of one element too, which NumPy would read otherwise."""
        if isinstance(item, (str, list)) or _has_ellipsis(item):
            return self._view[item]
        return self._view[(*item, ...) if isinstance(item, tuple) else (item, ...)]

    def __setitem__(self, item, value):
        self.setitem(item, value)

    def setitem(self, item, value, stream=0):
        """Copies a value, or another array, into a part."""
        part = self._part(item)
        if is_cuda_array(value):
            source, copy = as_cuda_array(value)._view, platform().copy
        else:
            source, copy = np.asarray(value), platform().write
        if source.ndim > part.ndim:
            raise ValueError(f"Can't assign {source.ndim}-D array to {part.ndim}-D self")
        try:
            source = np.broadcast_to(source, part.shape)
        except ValueError:
            message = f"could not broadcast input array from shape {source.shape} into shape {part.shape}"
            raise ValueError(message) from None
        copy(part, source, stream or self.stream)

    def __array__(self, dtype=None, copy=None):
        host = self.copy_to_host()
        return host if dtype is None else host.astype(dtype, copy=False)

    def copy_to_host(self, ary=None, stream=0):
        """A copy in the host's memory, or into an array there. With a stream it is there when that is done."""
        stream = stream or self.stream
        if ary is None:
            return platform().read(self._view, stream)
        _check_alike(self, ary)
        platform().read_into(self._view, ary, stream)
        return ary

    def copy_to_device(self, ary, stream=0):
        """Copies another array's elements here."""
        on_device = is_cuda_array(ary)
        source = as_cuda_array(ary)._view if on_device else np.asarray(ary)
        if source.size == 0:
            return
        if not is_dense(self._view):
            raise ValueError("Copying to a device array that is not contiguous is not supported")
        if self.dtype != source.dtype:
            raise TypeError(f"incompatible dtype: {self.dtype} vs. {source.dtype}")
        _check_alike(self, source)
        if on_device and source.strides != self.strides:
            raise ValueError(f"incompatible strides: {self.strides} vs. {source.strides}")
        (platform().copy if on_device else platform().write)(self._view, source, stream or self.stream)

    def is_c_contiguous(self):
        return self._view.flags.c_contiguous

    def is_f_contiguous(self):
        return self._view.flags.f_contiguous

    def reshape(self, *newshape, order="C"):
        shape = newshape[0] if len(newshape) == 1 and isinstance(newshape[0], (tuple, list)) else newshape
        return self._without_copy("reshape", shape, order)

    def ravel(self, order="C", stream=0):
        return self._without_copy("ravel", -1, order)

    def _without_copy(self, name, shape, order):
        try:
            # NumPy may not copy: on a device it could not read the elements.
            return type(self)(np.reshape(self._view, shape, order=order, copy=False), self.stream)
        except ValueError as error:
            if "cannot reshape" in str(error) or "unknown dimension" in str(error):
                raise
            raise NotImplementedError(f"{name} would require copy") from None

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


def _has_ellipsis(item):
    return item is Ellipsis or isinstance(item, tuple) and any(part is Ellipsis for part in item)




class MappedNDArray(np.ndarray):
    """A host's array that devices read and write; ``device_address`` is where they find it."""

    device_address = None

    def __array_finalize__(self, source):
        # Of a part of an array, as far from its beginning.
        if isinstance(source, MappedNDArray) and source.device_address is not None and self.base is not None:
            self.device_address = source.device_address + self.ctypes.data - source.ctypes.data


def _check_alike(array, other):
    if array.dtype != other.dtype:
        raise TypeError(f"incompatible dtype: {array.dtype} vs. {other.dtype}")
    if array.shape != other.shape:
        raise ValueError(f"incompatible shape: {array.shape} vs. {other.shape}")


def to_device(obj, stream=0, copy=True, to=None):
    """A copy of an array in a device's memory."""
    if is_cuda_array(obj):
        obj = as_cuda_array(obj)
        if to is None and not copy:
            return obj
        to = device_array_like(obj, stream) if to is None else to
        platform().copy(to._view, obj._view, stream)
        return to
    host = np.asarray(obj)
    if to is None:
        to = device_array_like(host, stream)
    if copy:
        to.copy_to_device(host, stream)
    return to


def device_array(shape, dtype=np.float64, strides=None, order="C", stream=0):
    """An array in a device's memory that holds nothing yet."""
    return DeviceNDArray(platform().empty(_extents(shape), np.dtype(dtype), order, _strides(strides)), stream)


def _extents(shape):
    return tuple(shape) if isinstance(shape, (tuple, list)) else (shape,)


def _strides(strides):
    return None if strides is None else _extents(strides)


def device_array_like(ary, stream=0):
    """An array in a device's memory, of the shape, the dtype and the order of another."""
    return DeviceNDArray(platform().empty(tuple(ary.shape), ary.dtype, "C", dense_strides(ary)), stream)


def pinned_array(shape, dtype=np.float64, strides=None, order="C"):
    """A host's array that is not moved, so that copies need not wait."""
    return _on_host(platform().pinned, _extents(shape), np.dtype(dtype), (order, strides))[0]


def pinned_array_like(ary):
    return pinned_array(ary.shape, ary.dtype, dense_strides(ary))


def mapped_array(shape, dtype=np.float64, strides=None, order="C", stream=0, portable=False, wc=False):
    """A host's array that devices read and write where it is."""
    addresses = []

    def allocate(nbytes):
        memory, address = platform().mapped(nbytes, portable, wc)
        addresses.append(address)
        return memory

    array, offset = _on_host(allocate, _extents(shape), np.dtype(dtype), (order, strides))
    array = array.view(MappedNDArray)
    array.device_address = addresses[0] + offset
    return array


def mapped_array_like(ary, stream=0, portable=False, wc=False):
    return mapped_array(ary.shape, ary.dtype, dense_strides(ary), "C", stream, portable, wc)


def managed_array(shape, dtype=np.float64, strides=None, order="C", stream=0, attach_global=True):
    """An array that the host and devices both read and write."""

    def allocate(nbytes):
        return platform().managed(nbytes, attach_global)

    array, _ = _on_host(allocate, _extents(shape), np.dtype(dtype), (order, strides))
    array = array.view(MappedNDArray)
    array.device_address = array.__array_interface__["data"][0]
    return array


def _on_host(allocate, shape, dtype, how):
    """An array in memory of the host, and where in it it begins."""
    order, strides = how
    strides = _strides(strides)
    if strides is None:
        return np.ndarray(shape, dtype, allocate(dtype.itemsize * int(np.prod(shape))), 0, None, order), 0
    offset = -sum(min((size - 1) * stride, 0) for size, stride in zip(shape, strides) if size)
    return np.ndarray(shape, dtype, allocate(extent(shape, strides, dtype)), offset, strides), offset


class pinned:  # noqa: N801
    """A context in which arrays are not moved."""

    def __init__(self, *arrays):
        self.arrays = arrays

    def __enter__(self):
        self._fixed = platform().fixed(self.arrays)
        self._fixed.__enter__()
        return self.arrays[0] if len(self.arrays) == 1 else self.arrays

    def __exit__(self, *problem):
        return self._fixed.__exit__(*problem)


class mapped:  # noqa: N801
    """A context in which devices read and write host arrays where they are."""

    def __init__(self, *arrays, stream=0):
        self.arrays = arrays
        self.stream = stream

    def __enter__(self):
        self._fixed = platform().fixed(self.arrays, mapped=True)
        addresses = self._fixed.__enter__()
        placed = zip(addresses, self.arrays)
        views = [platform().adopt(at, each.shape, each.dtype, each.strides, each) for at, each in placed]
        arrays = [DeviceNDArray(view, self.stream) for view in views]
        return arrays[0] if len(arrays) == 1 else arrays

    def __exit__(self, *problem):
        return self._fixed.__exit__(*problem)


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
    stream = desc.get("stream") if version >= 3 else None
    if stream == 0:
        raise ValueError("the stream 0 is not one: 1 is the default stream, 2 that of each thread")
    if sync and stream is not None:
        platform().existing_stream(stream, external=True).synchronize()
    strides = desc.get("strides")
    dtype = np.dtype(desc["typestr"] if desc["typestr"][1] != "V" or not desc.get("descr") else desc["descr"])
    view = platform().adopt(desc["data"][0] or 0, tuple(desc["shape"]), dtype, strides and tuple(strides), owner)
    return DeviceNDArray(view, 0 if stream is None else external_stream(stream))


def from_dlpack(obj):
    """An array of another library's, by its ``__dlpack__``, without a copy."""
    address, (shape, dtype, strides), owner = dlpack.take(obj)
    return DeviceNDArray(platform().adopt(address, shape, dtype, strides, owner))


def auto_device(obj, stream=0, copy=True):
    """An array of a device, made of one of the host where it is none, and whether it was made.

    ValueError for arrays with gaps between their elements.
    """
    if is_cuda_array(obj):
        return as_cuda_array(obj), False
    host = np.asarray(obj)
    if not is_dense(host) and 0 not in host.strides:
        raise ValueError("Array contains non-contiguous buffer and cannot be transferred as a single memory region")
    return to_device(host, stream, copy), True


class In:
    """An argument that the kernel only reads."""

    def __init__(self, value):
        self.value = value


class InOut(In):
    """An argument that the kernel reads and writes."""


class Out(InOut):
    """An argument that the kernel only writes."""


def on_cpu(argument, after):
    """What compiled code gets for an argument of a kernel on the CPU."""
    if isinstance(argument, DeviceNDArray):
        return argument._view
    if isinstance(argument, In):
        if type(argument) is In:
            return np.array(argument.value, order="K")
        return argument.value
    if type(argument) is np.ndarray:
        if argument.flags.aligned:
            return argument
        # On a device it would be a copy, which is aligned.
        aligned = argument.copy(order="K")
        after.append(lambda: np.copyto(argument, aligned) if argument.flags.writeable else None)
        return aligned
    if isinstance(argument, MappedNDArray):
        return argument.view(np.ndarray)
    if isinstance(argument, tuple):
        return _tuple_like(argument, [on_cpu(element, after) for element in argument])
    if is_cuda_array(argument):
        return as_cuda_array(argument)._view
    return argument


def _tuple_like(given, elements):
    """A tuple of the same kind."""
    return type(given)(*elements) if hasattr(given, "_fields") else tuple(elements)


def on_device(argument, after, stream):
    """What a kernel on a device gets for an argument: arrays of the host are copied there, and back by ``after``."""
    if isinstance(argument, DeviceNDArray):
        return platform().here(argument._view)
    if isinstance(argument, (int, float, complex, np.number, np.bool_)) or argument is None:
        return argument
    if isinstance(argument, In):
        return _copied(argument.value, after, (stream, not isinstance(argument, Out), type(argument) is not In))
    if isinstance(argument, MappedNDArray) and argument.device_address is not None:
        view = argument.view(np.ndarray)
        return platform().adopt(argument.device_address, view.shape, view.dtype, view.strides, argument)
    if isinstance(argument, np.ndarray):
        return _copied(argument, after, (stream, True, argument.flags.writeable))
    if isinstance(argument, np.void):
        return _copied(np.asarray(argument), after, (stream, True, False))
    if isinstance(argument, tuple):
        return _tuple_like(argument, [on_device(element, after, stream) for element in argument])
    if is_cuda_array(argument):
        return platform().here(as_cuda_array(argument)._view)
    return argument


def _copied(array, after, how):
    """A copy of an array on the device; what the kernel changes comes back."""
    stream, there, back = how
    host = np.asarray(array)
    device = device_array_like(host, stream)
    if there:
        platform().write(device._view, host, stream)
    if back:

        def copy_back():
            platform().read_into(device._view, host, stream)
            if stream:
                stream.synchronize()

        after.append(copy_back)
    return device._view

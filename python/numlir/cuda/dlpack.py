"""DLPack: arrays of devices to other libraries and from them, without a copy. The layout is that of ``dlpack.h``, version 1."""

from __future__ import annotations

import ctypes

import numpy as np

from . import target
from .target import platform

# DLDeviceType.
_CPU, _CUDA, _CUDA_HOST, _CUDA_MANAGED = 1, 2, 3, 13

_KINDS = {"i": 0, "u": 1, "f": 2, "c": 5, "b": 6}
_OF_KINDS = {number: kind for kind, number in _KINDS.items()}


class _DataType(ctypes.Structure):
    _fields_ = [("code", ctypes.c_uint8), ("bits", ctypes.c_uint8), ("lanes", ctypes.c_uint16)]


class _Tensor(ctypes.Structure):
    _fields_ = [
        ("data", ctypes.c_void_p),
        ("device_type", ctypes.c_int32),
        ("device_id", ctypes.c_int32),
        ("ndim", ctypes.c_int32),
        ("dtype", _DataType),
        ("shape", ctypes.POINTER(ctypes.c_int64)),
        ("strides", ctypes.POINTER(ctypes.c_int64)),
        ("byte_offset", ctypes.c_uint64),
    ]


_Deleter = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)


class _Managed(ctypes.Structure):
    _fields_ = [("tensor", _Tensor), ("context", ctypes.c_void_p), ("deleter", ctypes.c_void_p)]


class _Versioned(ctypes.Structure):
    _fields_ = [
        ("major", ctypes.c_uint32),
        ("minor", ctypes.c_uint32),
        ("context", ctypes.c_void_p),
        ("deleter", ctypes.c_void_p),
        ("flags", ctypes.c_uint64),
        ("tensor", _Tensor),
    ]


# The forms of a capsule: its name, the name once it was taken, and what it holds.
_FORMS = [(b"dltensor_versioned", b"used_dltensor_versioned", _Versioned), (b"dltensor", b"used_dltensor", _Managed)]
_MAJOR = 1

_api = ctypes.pythonapi
_api.PyCapsule_New.restype = ctypes.py_object
_api.PyCapsule_New.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
_api.PyCapsule_IsValid.argtypes = [ctypes.py_object, ctypes.c_char_p]
_api.PyCapsule_GetPointer.restype = ctypes.c_void_p
_api.PyCapsule_GetPointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
_api.PyCapsule_SetName.argtypes = [ctypes.py_object, ctypes.c_char_p]

# A destructor gets the capsule while it goes away, as an address.
_Destructor = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)
_raw = ctypes.PyDLL(None)
_raw.PyCapsule_IsValid.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
_raw.PyCapsule_GetPointer.restype = ctypes.c_void_p
_raw.PyCapsule_GetPointer.argtypes = [ctypes.c_void_p, ctypes.c_char_p]

# What was exported and is still in use, by the address of its description.
_exported = {}


@_Deleter
def _delete(address):
    _exported.pop(address, None)


@_Destructor
def _forget(capsule):
    # A capsule that nobody took owns its array still.
    for name, _, _ in _FORMS:
        if _raw.PyCapsule_IsValid(capsule, name):
            _delete(_raw.PyCapsule_GetPointer(capsule, name))


def device():
    """The kind of the current device, in DLPack's numbers, and which of them."""
    return (_CPU, 0) if target.is_cpu() else (_CUDA, platform().current().id)


def export(array, stream, how):
    """A capsule for an array. What the consumer's stream does comes after what was done so far."""
    max_version, wanted, copy = how
    if wanted is not None and tuple(wanted) != device():
        raise BufferError(f"the array is on the device {device()}, not on {tuple(wanted)}")
    if copy:
        from .devicearray import to_device

        array = to_device(array)
    if stream == 0:
        raise ValueError("the stream 0 is not one: 1 is the default stream, 2 that of each thread")
    if stream != -1 and array.stream and (stream is None or int(stream) != int(array.stream)):
        array.stream.synchronize()
    name, _, form = _FORMS[0 if max_version is not None and max_version[0] >= _MAJOR else 1]
    managed = form()
    if form is _Versioned:
        managed.major = _MAJOR
    view = array._view
    kind = _KINDS.get(view.dtype.kind)
    if kind is None:
        raise BufferError(f"DLPack has no name for {view.dtype}")
    if any(stride % view.itemsize for stride in view.strides):
        raise BufferError("DLPack has no strides that are no multiples of the element's size")
    sizes = (ctypes.c_int64 * view.ndim)(*view.shape)
    steps = (ctypes.c_int64 * view.ndim)(*(stride // view.itemsize for stride in view.strides))
    tensor = managed.tensor
    tensor.data = view.__array_interface__["data"][0] if view.size else None
    tensor.device_type, tensor.device_id = device()
    tensor.ndim = view.ndim
    tensor.dtype = _DataType(kind, view.itemsize * 8, 1)
    tensor.shape, tensor.strides = sizes, steps
    managed.deleter = ctypes.cast(_delete, ctypes.c_void_p)
    address = ctypes.addressof(managed)
    _exported[address] = (managed, sizes, steps, array)
    return _api.PyCapsule_New(address, name, ctypes.cast(_forget, ctypes.c_void_p))


class _Owner:
    """What was taken from a capsule, given back when nobody refers to it."""

    def __init__(self, managed):
        self._managed = managed

    def __del__(self):
        if self._managed.deleter:
            _Deleter(self._managed.deleter)(ctypes.addressof(self._managed))


def take(obj):
    """Where an object's array is, its shape, dtype and strides, and who owns it."""
    kind, number = obj.__dlpack_device__()
    here = {_CPU} if target.is_cpu() else {_CUDA, _CUDA_HOST, _CUDA_MANAGED}
    if kind not in here:
        raise BufferError(f"the array is on a device of the kind {kind}, which kernels do not reach")
    stream = {} if kind == _CPU else {"stream": 1}
    try:
        capsule = obj.__dlpack__(max_version=(_MAJOR, 0), **stream)
    except TypeError:
        # Made before there were versions.
        capsule = obj.__dlpack__(**stream)
    form = next((form for form in _FORMS if _api.PyCapsule_IsValid(capsule, form[0])), None)
    if form is None:
        raise BufferError("this is no capsule of DLPack, or somebody took it already")
    name, used, layout = form
    managed = layout.from_address(_api.PyCapsule_GetPointer(capsule, name))
    if layout is _Versioned and managed.major != _MAJOR:
        raise BufferError(f"version {managed.major} of DLPack is not known")
    _api.PyCapsule_SetName(capsule, used)
    owner = _Owner(managed)
    tensor = managed.tensor
    letter = _OF_KINDS.get(tensor.dtype.code)
    if letter is None or tensor.dtype.lanes != 1:
        raise BufferError("there is no dtype for these elements")
    dtype = np.dtype(np.bool_ if letter == "b" else f"{letter}{tensor.dtype.bits // 8}")
    shape = tuple(tensor.shape[axis] for axis in range(tensor.ndim))
    strides = None
    if tensor.strides:
        strides = tuple(tensor.strides[axis] * dtype.itemsize for axis in range(tensor.ndim))
    return (tensor.data or 0) + tensor.byte_offset, (shape, dtype, strides), owner

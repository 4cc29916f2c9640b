"""The type of a value."""

import ctypes
import enum
from types import BuiltinFunctionType, FunctionType, ModuleType

import numpy as np

from .. import types
from .records import from_dtype


def typeof(value):
    """The type that a value has as an argument.

    >>> import numpy as np
    >>> typeof(np.zeros(3))
    array(float64, 1d, C)

    An object says its own with an attribute ``_numba_type_``. Raises ``ValueError`` for what has no type.
    """
    rule = _RULES.get(type(value))
    found = rule(value) if rule is not None else _rarer(value)
    if found is None:
        raise ValueError(f"Cannot determine Numba type of {type(value)}")
    return found


def _integer(value):
    if -(1 << 63) <= value < 1 << 63:
        return types.int64
    if 0 <= value < 1 << 64:
        return types.uint64
    raise ValueError(f"Int value is too large: {value}")


def _tuple(value):
    return types.Tuple([typeof(element) for element in value])


def _first(value, kind):
    if not value:
        raise ValueError(f"Cannot type empty {kind}")
    try:
        return typeof(next(iter(value)))
    except ValueError as error:
        raise ValueError(f"Cannot type {kind} element type: {error}") from None


def _slice(value):
    return types.slice2_type if value.step in (None, 1) else types.slice3_type


def _array(value):
    from ..errors import NumbaNotImplementedError, NumbaTypeError, NumbaValueError

    if isinstance(value, np.ma.MaskedArray):
        raise NumbaTypeError("Unsupported array type: numpy.ma.MaskedArray.")
    try:
        dtype = from_dtype(value.dtype)
    except NumbaNotImplementedError:
        raise NumbaValueError(f"Unsupported array dtype: {value.dtype}") from None
    flags = value.flags
    layout = "C" if flags.c_contiguous else "F" if flags.f_contiguous else "A"
    return types.Array(dtype, value.ndim, layout, not flags.writeable, aligned=flags.aligned)


def _class(value):
    if issubclass(value, enum.Enum):
        return _enum(value)
    if issubclass(value, np.generic):
        try:
            return types.NumberClass(from_dtype(value))
        except (TypeError, ValueError, _not_implemented()):
            return None
    if issubclass(value, BaseException):
        return types.ExceptionClass(value)
    if issubclass(value, tuple) and hasattr(value, "_fields"):
        return types.Opaque(f"class({value.__name__})")
    return None


def _enum(cls):
    kinds = {typeof(member.value): None for member in cls}
    if len(kinds) != 1:
        given = ", ".join(sorted(map(str, kinds)))
        if not kinds:
            raise ValueError("Cannot type enum with no members")
        raise ValueError(f"Cannot type heterogeneous enum: got value types {given}")
    made = types.IntEnumClass if issubclass(cls, enum.IntEnum) else types.EnumClass
    return made(cls, next(iter(kinds)))


def _enum_member(value):
    cls = _enum(type(value))
    made = types.IntEnumMember if isinstance(cls, types.IntEnumClass) else types.EnumMember
    return made(cls.instance_class, cls.dtype)


def _not_implemented():
    from ..errors import NumbaNotImplementedError

    return NumbaNotImplementedError


def _buffer(value):
    made = {bytes: types.Bytes, bytearray: types.ByteArray, memoryview: types.MemoryView}.get(type(value), types.PyArray)
    with memoryview(value) as view:
        layout = "C" if view.c_contiguous else "F" if view.f_contiguous else "A"
        return made(from_dtype(np.dtype(view.format)), view.ndim, layout, readonly=view.readonly)


def _rarer(value):
    """Of what is known by more than its class alone."""
    said = getattr(value, "_numba_type_", None)
    if isinstance(said, types.Type):
        return said
    if isinstance(value, np.generic):
        try:
            return from_dtype(value.dtype)
        except _not_implemented() as error:
            raise ValueError(str(error)) from None
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, np.dtype):
        return types.DType(from_dtype(value))
    if isinstance(value, type):
        return _class(value)
    if isinstance(value, enum.Enum):
        return _enum_member(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return types.BaseTuple.from_types(map(typeof, value), type(value))
    if isinstance(value, (ModuleType, FunctionType, BuiltinFunctionType)):
        return types.Module(value) if isinstance(value, ModuleType) else None
    if isinstance(value, types.Type):
        return types.TypeRef(value)
    for base in (bool, int, float, complex, str):
        if isinstance(value, base):
            return _RULES[base](value)
    return _of_module(value)


def _of_module(value):
    """Of classes whose modules this one does not load: their names are looked at."""
    cls = type(value)
    module = cls.__module__
    if module.startswith("numpy.random"):
        if cls.__name__ == "Generator":
            return types.npy_rng
        return types.npy_bitgen if hasattr(value, "capsule") else None
    if module == "array" and cls.__name__ == "array":
        return _buffer(value)
    if isinstance(value, ctypes._CFuncPtr):
        return _c_function(value)
    if cls.__name__ == "Dispatcher" and hasattr(value, "py_func"):
        return types.Dispatcher(f"type(Dispatcher({value.py_func!r}))")
    return None


def _c_function(value):
    from ..signature import Signature

    if value.argtypes is None:
        raise TypeError("ctypes function %r doesn't define its argument types; consider setting the `argtypes` attribute" % value.__name__)
    arguments = [_c_type(each) for each in value.argtypes]
    return types.ExternalFunctionPointer(Signature(_c_type(value.restype), arguments), _address)


def _address(function):
    return ctypes.cast(function, ctypes.c_void_p).value


def _c_type(cls):
    if cls is None:
        return types.void
    if cls is ctypes.c_void_p:
        return types.voidptr
    if isinstance(cls, type) and issubclass(cls, ctypes._Pointer):
        return types.CPointer(_c_type(cls._type_))
    try:
        return from_dtype(np.dtype(cls))
    except (TypeError, _not_implemented()):
        raise TypeError(f"Unsupported ctypes type: {cls}") from None


_RULES = {
    bool: lambda value: types.boolean,
    int: _integer,
    float: lambda value: types.float64,
    complex: lambda value: types.complex128,
    str: lambda value: types.unicode_type,
    type(None): lambda value: types.none,
    type(...): lambda value: types.ellipsis,
    tuple: _tuple,
    list: lambda value: types.List(_first(value, "list"), reflected=True),
    set: lambda value: types.Set(_first(value, "set"), reflected=True),
    slice: _slice,
    np.ndarray: _array,
    bytes: _buffer,
    bytearray: _buffer,
    memoryview: _buffer,
}

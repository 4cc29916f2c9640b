"""Functions of C that compiled code calls: those of ctypes and of cffi, by their address and their types."""

from __future__ import annotations

import sys
from collections import namedtuple

#: The kinds of C's types: names of dtypes, ``"bool"``, ``"pointer"``; ``None`` for no result.
_SIMPLE = {"d": "float64", "f": "float32", "?": "bool", "P": "pointer", "z": "pointer", "Z": "pointer", "c": "int8"}
_NUMBERS = {f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)} | {"float32", "float64"}
_SIGNED, _UNSIGNED = "bhilq", "BHILQ"

#: What an array's ``ctypes`` is in compiled code.
ArrayCTypes = namedtuple("ArrayCTypes", "data shape strides array")

#: Functions whose addresses compiled code may hold are kept for ever.
_kept: list = []


def describe(function):
    """The address of a function, the kinds of its arguments and of its result.

    ``None`` where it is no function of C; a string that says why where it cannot be called.
    """
    ctypes, cffi = sys.modules.get("_ctypes"), sys.modules.get("_cffi_backend")
    if ctypes is not None and isinstance(function, ctypes.CFuncPtr):
        found = _of_ctypes(function)
    elif cffi is not None and isinstance(function, cffi._CDataBase):
        found = _of_cffi(cffi, function)
    elif hasattr(type(function), "__wrapper_address__"):
        found = _of_protocol(function)
    else:
        return None
    if isinstance(found, tuple) and function not in _kept:
        _kept.append(function)
    return found


def _of_ctypes(function):
    import ctypes

    python_api = 0x4
    if function._flags_ & python_api:
        return "ctypes function that holds the interpreter's lock"
    if function.argtypes is None:
        return "ctypes function without argtypes"
    kinds = [_kind_of_ctypes(each) for each in function.argtypes]
    result = None if function.restype is None else _kind_of_ctypes(function.restype)
    if False in kinds or result is False:
        return "ctypes function of types that are neither numbers nor pointers"
    return ctypes.cast(function, ctypes.c_void_p).value, kinds, result


def _kind_of_ctypes(kind):
    """The kind of a type of ctypes, or False."""
    import ctypes

    if isinstance(kind, type) and issubclass(kind, (ctypes._Pointer, ctypes._CFuncPtr)):
        return "pointer"
    code = getattr(kind, "_type_", None)
    if not isinstance(code, str):
        # NumPy's ndpointer types convert their arguments themselves.
        return "pointer" if hasattr(kind, "_ndim_") else False
    bits = 8 * ctypes.sizeof(kind)
    if code in _SIGNED:
        return f"int{bits}"
    return f"uint{bits}" if code in _UNSIGNED else _SIMPLE.get(code, False)


def _of_protocol(function):
    """Of an object that tells an address and a signature (``types.WrapperAddressProtocol``)."""
    from .types import CPointer, boolean, none, voidptr

    address, signature = function.__wrapper_address__(), function.signature()
    if not isinstance(address, int) or address <= 0:
        raise ValueError(f"wrapper address of {type(function)} instance must be a positive integer but got {address}")

    def kind_of(kind):
        if kind == boolean:
            return "bool"
        if kind == voidptr or isinstance(kind, CPointer):
            return "pointer"
        return kind.name if kind.name in _NUMBERS else False

    kinds = [kind_of(each) for each in signature.args]
    result = None if signature.return_type == none else kind_of(signature.return_type)
    if False in kinds or result is False:
        return f"function at an address whose signature {signature} has types that are neither numbers nor pointers"
    return address, kinds, result


def _of_cffi(cffi, function):
    kind = cffi.typeof(function)
    if kind.kind == "pointer" and kind.item.kind == "function":
        kind = kind.item
    if kind.kind != "function":
        return None
    if kind.ellipsis:
        return "cffi function of any number of arguments"
    kinds = [_kind_of_cffi(cffi, each) for each in kind.args]
    result = None if kind.result.kind == "void" else _kind_of_cffi(cffi, kind.result)
    if False in kinds or result is False:
        return "cffi function of types that are neither numbers nor pointers"
    return int(cffi.cast(cffi.new_primitive_type("uintptr_t"), function)), kinds, result


def _kind_of_cffi(cffi, kind):
    if kind.kind in ("pointer", "array", "function"):
        return "pointer"
    if kind.kind != "primitive":
        return False
    if kind.cname in ("float", "double"):
        return {"float": "float32", "double": "float64"}[kind.cname]
    if kind.cname == "_Bool":
        return "bool"
    if "char" not in kind.cname and "int" not in kind.cname and "long" not in kind.cname and "short" not in kind.cname:
        return False if not kind.cname.endswith("_t") else _sized(cffi, kind)
    return False if "complex" in kind.cname or "double" in kind.cname else _sized(cffi, kind)


def _sized(cffi, kind):
    signed = int(cffi.cast(kind, -1)) < 0
    return f"{'int' if signed else 'uint'}{8 * cffi.sizeof(kind)}"

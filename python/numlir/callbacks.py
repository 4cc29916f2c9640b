"""Functions for C to call: ``cfunc``, and the arrays at the addresses that C gives, ``carray`` and ``farray``."""

from __future__ import annotations

import ctypes
from functools import WRAPPER_ASSIGNMENTS, cached_property, update_wrapper
from types import FunctionType

import numpy as np

from . import _numlir, types
from .decorators import dispatcher_of
from .options import settings
from .signature import Signature, normalize


# The code whose address was asked for.
_handed_out = set()


class CFunc:
    """A compiled function with an address, which C calls as it calls its own.

    Called from Python it is the Python function. What it raises in C's hands is printed, as Python prints what nobody can
    catch, and zero is given.
    """

    def __init__(self, dispatcher, signature):
        self._numlir_dispatcher = dispatcher
        if all(map(_is_of_c, (*signature.args, signature.return_type))):
            self._code = _numlir.compile_callback(dispatcher, signature.args, signature.return_type)
            self._sig = signature.replace(return_type=self._code.result)
        else:
            # What C cannot pass only compiled code can call.
            self._code = None
            self._sig = signature
            _numlir.compile_signature(dispatcher, signature.args, signature.return_type)
        update_wrapper(self, dispatcher.py_func, WRAPPER_ASSIGNMENTS)

    @property
    def _numlir_signature(self):
        return self._sig.args, self._sig.return_type

    @property
    def _pyfunc(self):
        return self.__wrapped__

    def __call__(self, *arguments, **keywords):
        return self.__wrapped__(*arguments, **keywords)

    def __repr__(self):
        return f"<numlir C callback {self.__qualname__!r}>"

    def __reduce__(self):
        return CFunc, (self._numlir_dispatcher, self._sig)

    @property
    def address(self) -> int:
        """Where the code is. It stays there until the process ends: nobody can tell who has the number."""
        if self._code is None:
            raise TypeError(f"C does not pass the types of {self._sig}; only compiled code can call {self.__qualname__}()")
        _handed_out.add(self._code)
        return self._code.address

    @cached_property
    def ctypes(self):
        """The function as ctypes has it, which keeps this object alive."""
        result = None if self._sig.return_type == types.void else _ctypes_of(self._sig.return_type)
        function = ctypes.CFUNCTYPE(result, *map(_ctypes_of, self._sig.args))(self.address)
        function.numlir = self
        return function

    _wrapper_address = address

    @property
    def native_name(self) -> str:
        """The function's symbol in its code."""
        return "numlir_callback_0"

    @property
    def symbol_name(self) -> str:
        """The same as :attr:`native_name`."""
        return self.native_name

    @property
    def cache_hits(self) -> int:
        """Always 0: callbacks are compiled anew by every process."""
        return 0

    def inspect_llvm(self) -> str:
        """The optimised LLVM IR of the function."""
        self._numlir_dispatcher.compile(self._sig)
        return self._numlir_dispatcher.inspect_llvm(self._sig.args)


def cfunc(sig, locals=None, cache=False, pipeline_class=None, **options):
    """Compiles a function for C to call, when it is decorated:

    >>> @cfunc("float64(float64, float64)")
    ... def add(x, y):
    ...     return x + y
    >>> add.ctypes(1.0, 2.0)
    3.0

    ``sig`` is a signature with its result; arguments and result are numbers, pointers (``types.CPointer(float64)``,
    ``types.voidptr``) or, of the result, ``types.void``. Options are those of :func:`numlir.jit`. ``address`` and ``ctypes`` are
    what is given to C, and ``scipy.LowLevelCallable(f.ctypes)`` to SciPy.
    """
    arguments, result = normalize(sig)
    if result is None:
        raise TypeError(f"the signature of a callback says its result too: {sig!r} does not")
    chosen = settings({**options, "locals": locals, "cache": cache, "pipeline_class": pipeline_class})

    def decorate(function):
        if not isinstance(function, FunctionType):
            raise TypeError(f"only functions written in Python can be compiled, not {function!r}")
        return CFunc(dispatcher_of(function, chosen), Signature(result, arguments))

    return decorate


_CTYPES = {
    types.boolean: ctypes.c_bool,
    **{getattr(types, name): getattr(ctypes, f"c_{name}") for name in ("int8", "int16", "int32", "int64")},
    **{getattr(types, name): getattr(ctypes, f"c_{name}") for name in ("uint8", "uint16", "uint32", "uint64")},
    types.float32: ctypes.c_float,
    types.float64: ctypes.c_double,
    types.voidptr: ctypes.c_void_p,
}


def _is_of_c(type_):
    return isinstance(type_, (types.Number, types.Boolean, types.CPointer, types.NoneType)) or type_ == types.voidptr


def _ctypes_of(type_):
    if type_ in _CTYPES:
        return _CTYPES[type_]
    if isinstance(type_, types.CPointer):
        return ctypes.POINTER(_CTYPES[type_.dtype]) if type_.dtype in _CTYPES else ctypes.c_void_p
    raise TypeError(f"ctypes has no {type_}")


def carray(ptr, shape, dtype=None):
    """The array in C order of a shape at an address, whose memory it does not own.

    ``ptr`` is a pointer in compiled code, one of ctypes in Python. ``dtype`` is needed where the pointer does not say what
    it points to. Extents are not checked against anything.
    """
    return _pointed(ptr, shape, dtype, "C")


def farray(ptr, shape, dtype=None):
    """As :func:`carray`, in Fortran's order."""
    return _pointed(ptr, shape, dtype, "F")


def _pointed(ptr, shape, dtype, order):
    dtype = None if dtype is None else np.dtype(dtype)
    if isinstance(ptr, ctypes.c_void_p):
        if dtype is None:
            raise TypeError("explicit dtype required for void* argument")
        address = ptr.value
    elif isinstance(ptr, ctypes._Pointer):
        own = np.dtype(type(ptr)._type_)
        if dtype is not None and dtype != own:
            raise TypeError(f"mismatching dtype '{dtype}' for pointer {ptr!r}")
        dtype, address = own, ctypes.cast(ptr, ctypes.c_void_p).value
    else:
        raise TypeError(f"expected a ctypes pointer, got {ptr!r}")
    if not address:
        raise ValueError("the pointer is null")
    shape = tuple(shape) if isinstance(shape, (tuple, list)) else (int(shape),)
    size = dtype.itemsize * int(np.prod(shape, dtype=object))
    memory = (ctypes.c_char * size).from_address(address)
    return np.ndarray(shape, dtype, memory, order=order)

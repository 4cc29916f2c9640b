"""Functions, methods and attributes that users add to compiled code, with Numba's names.

>>> import numlir as nb
>>> from numlir import types
>>> from numlir.extending import overload
>>> def double(x):
...     return x + x
>>> @overload(double)
... def double_of_arrays(x):
...     if isinstance(x, types.Array):
...         return lambda x: x * 2
>>> @nb.njit
... def f(x):
...     return double(x).sum()
"""

import ctypes
import inspect
from importlib import import_module

from . import types
from ._intrinsics import Intrinsic
from ._names import number_of
from ._numlir import canonical_name
from .decorators import jit_always
from .types.annotations import as_numba_type

__all__ = [
    "as_numba_type",
    "get_cython_function_address",
    "intrinsic",
    "is_jitted",
    "overload",
    "overload_attribute",
    "overload_method",
    "register_jitable",
]

# What users have given, by the name that the compiler asks with: a list of (class of the object or None, function).
_given = {}
# Names of objects that the compiler does not know.
_names = {}


def overload(func, jit_options=None, strict=True, inline="never", prefer_literal=False):
    """Says how compiled code does a call of ``func``.

    The decorated function gets the types of the arguments and returns a function of the same parameters that is compiled
    for them, or ``None`` where it does not serve these types. Of several, the first that serves is taken. With
    ``prefer_literal`` constants come as literal types first; else only where the plain types are not served.

    The function is compiled as a part of its caller, with the caller's options: ``jit_options``, ``strict`` and ``inline`` are
    there so that programs written for Numba run, and change nothing.
    """
    name = _name(func)

    def decorate(overload_func):
        _given.setdefault(name, []).append((None, overload_func, prefer_literal))
        return overload_func

    return decorate


def overload_method(typ, attr, **options):
    """Says how compiled code calls the method ``attr`` of values whose type is of the class ``typ``; see :func:`overload`."""

    def decorate(overload_func):
        _given.setdefault(f"method.{attr}", []).append((typ, overload_func, options.get("prefer_literal", False)))
        return overload_func

    return decorate


def overload_attribute(typ, attr, **options):
    """Says how compiled code reads the attribute ``attr`` of values whose type is of the class ``typ``; see :func:`overload`."""

    def decorate(overload_func):
        _given.setdefault(f"attribute.{attr}", []).append((typ, overload_func, options.get("prefer_literal", False)))
        return overload_func

    return decorate


def intrinsic(*args, prefer_literal=False):
    """Makes a function of compiled code of one that writes its code as LLVM IR; ``llvmlite`` has to be installed.

    The decorated function gets a typing context and the types of the arguments, and returns the signature and a function
    ``codegen(context, builder, signature, args)``, or ``None`` where it does not serve these types. ``codegen`` writes the code with
    ``builder``, an ``llvmlite.ir.IRBuilder``, and returns the result's value (docs/extending.md).

    >>> from numlir import types
    >>> @intrinsic
    ... def add_one(typingctx, x):
    ...     if isinstance(x, types.Integer):
    ...         def codegen(context, builder, signature, args):
    ...             return builder.add(args[0], context.get_constant(x, 1))
    ...         return x(x), codegen
    """

    def decorate(function):
        made = Intrinsic(function, prefer_literal)
        _given[_name(made)] = [(None, made, prefer_literal)]
        return made

    if not args:
        return decorate
    (function,) = args
    return decorate(function)


def register_jitable(*args, **_):
    """Marks a function as one that compiled code may call. Any Python function is; the decorator says so to readers.

    It is compiled with its caller's options; Numba's options of this decorator change nothing.
    """
    if args and callable(args[0]):
        return args[0]
    return lambda function: function


def is_jitted(function):
    """Whether a function is compiled by numlir."""
    from ._numlir import Dispatcher

    return isinstance(function, Dispatcher)


def _name(function):
    """The name that the compiler has for an object, or one made for it."""
    known = canonical_name(function)
    if known is not None:
        return known
    if function not in _names:
        _names[function] = f"numlir.overloaded.{number_of(function)}.{getattr(function, '__name__', 'function')}"
    return _names[function]


def _name_of_overloaded(function):
    """The name of an object that has been overloaded, or None."""
    try:
        return _names.get(function)
    except TypeError:
        return None


def _has_method(attr):
    return f"method.{attr}" in _given


def _resolve(name, arguments):
    """The compiled function that serves a call, or None. An argument is (keyword or None, description, literal or None)."""
    for cls, overload_func, prefer_literal in _given.get(name, ()):
        plain = [(keyword, types._described(description)) for keyword, description, _ in arguments]
        if cls is not None and not _is_instance(plain[0][1], cls):
            continue
        known = [
            (keyword, types.literal(value) if value is not None else kind)
            for (keyword, kind), (_, _, value) in zip(plain, arguments)
        ]
        if isinstance(overload_func, Intrinsic):
            implementation = overload_func.resolve(plain, known)
            if implementation is not None:
                return jit_always(implementation)
            continue
        attempts = [plain] if known == plain else [known, plain] if prefer_literal else [plain, known]
        for attempt in attempts:
            positional = [kind for keyword, kind in attempt if keyword is None]
            named = {keyword: kind for keyword, kind in attempt if keyword is not None}
            try:
                inspect.signature(overload_func).bind(*positional, **named)
            except TypeError:
                break
            implementation = overload_func(*positional, **named)
            if implementation is not None:
                if is_jitted(implementation):
                    return implementation
                return jit_always(implementation)
    return None


def _is_instance(kind, cls):
    return isinstance(kind, cls) if isinstance(cls, type) else kind == cls


def __getattr__(name):
    # Of numba's names that change its compiler: their use is refused, not their import, so that what does not use them works.
    from ._low_level import INSTEAD, LowLevel

    if name in INSTEAD:
        return LowLevel(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def get_cython_function_address(module_name, function_name):
    """The address of a C function that a Cython module exports, for ``ctypes.CFUNCTYPE(...)``.

    >>> import ctypes
    >>> address = get_cython_function_address("scipy.special.cython_special", "j0")
    >>> j0 = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double)(address)

    ``j0`` can be called in compiled code. Raises ``ValueError`` where the module exports no such function.
    """
    exports = getattr(import_module(module_name), "__pyx_capi__", {})
    if function_name not in exports:
        raise ValueError(f"No function '{function_name}' found in __pyx_capi__ of '{module_name}'")
    capsule = ctypes.py_object(exports[function_name])
    # A capsule's name is the signature of its function, and asked for by it.
    name = ctypes.pythonapi.PyCapsule_GetName
    name.restype, name.argtypes = ctypes.c_char_p, [ctypes.py_object]
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    return pointer(capsule, name(capsule))

"""The decorators: ``jit`` and ``njit``."""

from __future__ import annotations

from functools import WRAPPER_ASSIGNMENTS, update_wrapper
from types import FunctionType

from . import _numlir, _pickling, config, dispatcher, inspection  # noqa: F401  three of these add methods to compiled functions
from .options import settings


def jit(signature_or_function=None, /, **options):
    """Compiles a function at its first call, once for each list of argument types.

    Use it bare, ``@jit``, or with options, ``@jit(nogil=True)``:

    - ``cache``: whether the code is kept on disk, for later processes (docs/caching.md).
    - ``fallback``: whether Python runs the function for arguments for which it cannot be compiled, after a warning.
    - ``forceobj``: whether Python runs it in any case; loops that can be compiled are, unless ``looplift`` is False.
    - ``boundscheck``: whether an index out of bounds raises ``IndexError``.
    - ``error_model``: ``'python'`` raises ``ZeroDivisionError``, ``'numpy'`` gives infinities and NaN.
    - ``fastmath``: whether floating-point arithmetic may be reordered; True, or a set of LLVM's flags.
    - ``locals``: the types of local variables that are numbers, by name; of others the type is what is assigned.
    - ``nogil``: whether other Python threads run during a call.
    - ``vector_math``: whether ``exp``, ``sin`` and the like may differ from the C library's in the last bits to
      run on vectors.

    With a signature, or a list of them, it is compiled for these at once and for nothing else later; arguments are
    converted to those of the signature that fits best, and a call that fits none raises ``TypeError``:

    - ``@jit(float64(float64[:], int32))`` with names of :mod:`numlir.types`;
    - ``@jit('float64(float64[:], int32)')`` as a string;
    - ``@jit((float64[:], int32))`` with the argument types alone.
    """
    return _decorate(signature_or_function, options)


def njit(signature_or_function=None, /, **options):
    """The same as :func:`jit`: functions are always compiled as a whole."""
    return _decorate(signature_or_function, options)


def jit_always(function, /, **options):
    """Compiles a function even where ``NUMLIR_DISABLE_JIT`` has :func:`jit` leave functions as they are: what numlir itself is made of,
    and the kernels of ufuncs and stencils, which mean nothing to Python."""
    return dispatcher_of(_plain(function), settings(options))


def _decorate(given, options):
    from .signature import is_signature

    if "signature" in options:
        given = options.pop("signature")
    chosen = settings(options)
    if given is None:
        return lambda function: _compiled(function, chosen)
    if isinstance(given, list) or is_signature(given):
        signatures = given if isinstance(given, list) else [given]
        return lambda function: _compiled_for(function, chosen, signatures)
    return _compiled(given, chosen)


def _compiled_for(function, chosen, signatures):
    made = _compiled(function, chosen)
    # What object mode runs, it runs whatever the arguments are.
    dispatcher = getattr(made, "_numlir_dispatcher", made)
    if isinstance(dispatcher, _numlir.Dispatcher):
        for signature in signatures:
            dispatcher.compile(signature)
        if signatures:
            dispatcher.disable_compile()
    return made


def _compiled(function, chosen):
    function = _plain(function)
    if config.DISABLE_JIT:
        return function
    if chosen.get("forceobj") or chosen.get("fallback"):
        return object_function_of(dispatcher_of(function, chosen))
    return dispatcher_of(function, chosen)


def _plain(function):
    """The Python function that is to be compiled: of a compiled one, what it was made of."""
    if isinstance(function, _numlir.Dispatcher):
        return function.py_func
    if not isinstance(function, FunctionType):
        _refuse(function)
    return function


def object_function_of(dispatcher):
    """The function in object mode that a compiled function's settings ask for."""
    from ._object_functions import FallbackFunction, ObjectFunction

    chosen = dispatcher._settings
    kind = ObjectFunction if chosen.get("forceobj") else FallbackFunction
    return kind(dispatcher, lambda part: dispatcher_of(part, chosen), chosen.get("looplift", True))


def dispatcher_of(function, chosen):
    """A compiled function with the settings that :func:`numlir.options.settings` gives."""
    made = update_wrapper(_numlir.dispatcher(function, chosen), function, WRAPPER_ASSIGNMENTS)
    made._settings = chosen
    return made


def _refuse(function):
    from .errors import UnsupportedError

    if isinstance(function, (staticmethod, classmethod)):
        kind = type(function).__name__
        raise UnsupportedError(f"a {kind} cannot be compiled: decorate the function first, then make it a {kind}")
    if isinstance(function, type):
        raise UnsupportedError(f"the class {function.__name__} cannot be compiled; only functions can")
    if callable(function):
        raise UnsupportedError(f"only functions written in Python can be compiled, not {function!r}")
    raise TypeError(f"a function or a signature was expected, not {function!r}")

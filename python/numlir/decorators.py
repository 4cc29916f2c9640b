"""The decorators: ``jit`` and ``njit``."""

from __future__ import annotations

from functools import WRAPPER_ASSIGNMENTS, update_wrapper
from types import FunctionType

from . import _numlir, _pickling, config, inspection  # noqa: F401  two of these add methods to compiled functions
from .options import settings


def jit(function=None, /, **options):
    """Compiles a function at its first call, once for each list of argument types.

    Use it bare, ``@jit``, or with options, ``@jit(nogil=True)``:

    - ``cache``: whether the code is kept on disk, for later processes (docs/caching.md).
    - ``boundscheck``: whether an index out of bounds raises ``IndexError``.
    - ``error_model``: ``'python'`` raises ``ZeroDivisionError``, ``'numpy'`` gives infinities and NaN.
    - ``fastmath``: whether floating-point arithmetic may be reordered.
    - ``nogil``: whether other Python threads run during a call.
    - ``vector_math``: whether ``exp``, ``sin`` and the like may differ from the C library's in the last bits to
      run on vectors.
    """
    return _decorate(function, options)


def njit(function=None, /, **options):
    """The same as :func:`jit`: functions are always compiled as a whole."""
    return _decorate(function, options)


def _decorate(function, options):
    chosen = settings(options)
    if function is None:
        return lambda function: _compiled(function, chosen)
    return _compiled(function, chosen)


def _compiled(function, chosen):
    if isinstance(function, _numlir.Dispatcher):
        function = function.py_func
    if not isinstance(function, FunctionType):
        _refuse(function)
    if config.DISABLE_JIT:
        return function
    return dispatcher_of(function, chosen)


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
    raise UnsupportedError(
        f"explicit signatures such as {function!r} are not supported: leave it out, and the function is compiled "
        "for the types that it is called with"
    )

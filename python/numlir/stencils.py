"""``stencil``: functions that are written for one place of an array, with indices relative to it."""

from __future__ import annotations

from collections.abc import Sequence
from types import FunctionType

from . import errors
from .decorators import jit_always


def stencil(func_or_mode="constant", **options):
    """Makes a function over whole arrays of a kernel that indexes them relative to a place.

    >>> @stencil
    ... def smooth(a):
    ...     return (a[-1] + a[0] + a[1]) / 3
    >>> smooth(np.array([0.0, 3.0, 6.0, 0.0]))
    array([0., 3., 3., 0.])

    The result has the shape of the first array and the type of what the kernel returns, or is the array ``out=``. It is
    called from Python and from compiled code. Other arrays are indexed relatively too, and are as large at least.

    - ``neighborhood``: for each axis the first and the last relative index, ``((-29, 0),)``. Needed where indices are not
      constants.
    - ``cval``: what places have whose neighborhood is not inside the array; 0 unless said otherwise. An array given as ``out``
      keeps what it has there if ``cval`` is not said.
    - ``standard_indexing``: names of arrays that are indexed as usual.
    """
    if isinstance(func_or_mode, FunctionType):
        return StencilFunc(func_or_mode, "constant", options)
    if func_or_mode != "constant":
        raise errors.NumbaValueError(f"Unsupported mode style {func_or_mode}")
    return lambda function: StencilFunc(getattr(function, "py_func", function), func_or_mode, options)


class StencilFunc:
    """A kernel of relative indices, applied to whole arrays where it is called."""

    def __init__(self, function, mode, options):
        unknown = sorted(set(options) - {"cval", "neighborhood", "standard_indexing"})
        if unknown:
            raise errors.NumbaValueError(f"Unknown stencil option {unknown[0]}")
        self.py_func = function
        self.mode = mode
        self.options = options
        self.cval = options.get("cval")
        self.neighborhood = _neighborhood(options.get("neighborhood"))
        self.standard_indexing = _names(options.get("standard_indexing", ()))
        self.__name__ = function.__name__
        self.__qualname__ = function.__qualname__
        self.__module__ = function.__module__
        self.__doc__ = function.__doc__
        self.__wrapped__ = function
        self._calls = _calls(self)

    def __call__(self, *arguments, out=None):
        plain, into = self._calls
        return plain(*arguments) if out is None else into(out, *arguments)

    def __repr__(self):
        return f"<stencil {self.__qualname__}>"

    def __reduce__(self):
        return StencilFunc, (self.py_func, self.mode, self.options)


def _calls(applied):
    @jit_always
    def plain(*arguments):
        return applied(*arguments)

    @jit_always
    def into(out, *arguments):
        return applied(*arguments, out=out)

    return plain, into


def _neighborhood(bounds):
    if bounds is None:
        return None
    try:
        return [(int(lower), int(upper)) for lower, upper in bounds]
    except (TypeError, ValueError):
        raise errors.NumbaValueError(f"a neighborhood has two integers for each axis, not {bounds!r}") from None


def _names(names):
    names = [names] if isinstance(names, str) else names
    if not isinstance(names, Sequence) or not all(isinstance(name, str) for name in names):
        raise errors.NumbaValueError(f"standard_indexing is names of parameters, not {names!r}")
    return list(names)

"""Ufuncs that compile for what they are called with, under numba's name."""

import numpy as np

from ... import _numlir
from ...ufuncs import vectorize

__all__ = ["DUFunc"]


class _UfuncClass(type):
    def __instancecheck__(cls, value):
        return isinstance(value, np.ufunc) and _numlir.ufunc_kernel(value) is not None


class DUFunc(metaclass=_UfuncClass):
    """``DUFunc(function)`` is ``vectorize(function)``: one of NumPy's own ufuncs, of which no class can be derived.

    Ufuncs of numlir's are its instances.
    """

    def __new__(cls, py_func, identity=None, cache=False, targetoptions=None, **options):
        return vectorize(identity=identity, cache=cache, **{**options, **(targetoptions or {})})(py_func)

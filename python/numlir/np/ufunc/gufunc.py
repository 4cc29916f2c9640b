"""Generalised ufuncs that compile for what they are called with, under numba's name."""

import numpy as np

from ... import _numlir
from ...ufuncs import guvectorize

__all__ = ["GUFunc"]


class _GufuncClass(type):
    def __instancecheck__(cls, value):
        return isinstance(value, np.ufunc) and value.signature is not None and _numlir.ufunc_kernel(value) is not None


class GUFunc(metaclass=_GufuncClass):
    """``GUFunc(function, layout)`` is ``guvectorize(layout)(function)``: one of NumPy's own ufuncs, of which no class can be derived.

    Generalised ufuncs of numlir's are its instances.
    """

    def __new__(cls, py_func, signature, identity=None, cache=None, is_dynamic=True, targetoptions=None, writable_args=()):
        options = {"identity": identity, "cache": bool(cache), "writable_args": writable_args, **(targetoptions or {})}
        return guvectorize(signature, **options)(py_func)

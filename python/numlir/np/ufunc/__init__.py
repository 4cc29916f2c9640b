"""Ufuncs, under numba's names: the decorators, and the classes behind which they stood."""

from ...ufuncs import guvectorize, vectorize
from . import dufunc, gufunc
from .builders import GUVectorize, Vectorize

__all__ = ["GUVectorize", "Vectorize", "dufunc", "gufunc", "guvectorize", "vectorize"]

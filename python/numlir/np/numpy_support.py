"""Types and NumPy's dtypes, under numba's names."""

import numpy as np

from ..types import Array
from ..types.records import as_dtype, from_dtype

__all__ = ["as_dtype", "from_dtype", "is_array", "is_contiguous", "is_fortran", "map_arrayscalar_type", "map_layout"]


def map_arrayscalar_type(value):
    """The type of a scalar of NumPy's."""
    return from_dtype(np.asarray(value).dtype)


def is_array(value):
    return isinstance(value, np.ndarray)


def is_contiguous(type_):
    """Whether arrays of a type lie in C's order."""
    return isinstance(type_, Array) and type_.is_c_contig


def is_fortran(type_):
    """Whether arrays of a type lie in Fortran's order."""
    return isinstance(type_, Array) and type_.is_f_contig


def map_layout(value):
    """The layout of an array: ``"C"``, ``"F"`` or ``"A"``."""
    flags = value.flags
    return "C" if flags.c_contiguous else "F" if flags.f_contiguous else "A"

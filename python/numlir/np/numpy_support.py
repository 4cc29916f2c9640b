"""Types and NumPy's dtypes, under numba's names."""

import numpy as np

from ..callbacks import carray, farray
from ..types.records import as_dtype, from_dtype

__all__ = [
    "as_dtype",
    "carray",
    "farray",
    "from_dtype",
    "from_struct_dtype",
    "is_array",
    "is_contiguous",
    "is_fortran",
    "map_arrayscalar_type",
    "map_layout",
    "numpy_version",
]

#: NumPy's version, its first two numbers.
numpy_version = tuple(map(int, np.__version__.split(".")[:2]))


def from_struct_dtype(dtype):
    """The type of records of a structured dtype. Raises ``TypeError`` for another."""
    if dtype.names is None:
        raise TypeError(f"{dtype} is no structured dtype")
    return from_dtype(dtype)


def map_arrayscalar_type(value):
    """The type of a scalar of NumPy's."""
    return from_dtype(np.asarray(value).dtype)


def is_array(value):
    return isinstance(value, np.ndarray)


def is_contiguous(ary):
    """Whether an array lies in C's order."""
    return ary.flags.c_contiguous


def is_fortran(ary):
    """Whether an array lies in Fortran's order."""
    return ary.flags.f_contiguous


def map_layout(value):
    """The layout of an array: ``"C"``, ``"F"`` or ``"A"``."""
    flags = value.flags
    return "C" if flags.c_contiguous else "F" if flags.f_contiguous else "A"

"""LAPACK as compiled code calls it, under numba's name; functions of NumPy's are called as NumPy's.

A function is of SciPy's LAPACK, and without SciPy there is none. Its arguments are numba's: a letter for the type of the elements,
sizes by value, arrays by their addresses; the result is what LAPACK reports.
"""

import ctypes

import numpy as np

from .. import types
from ..decorators import njit
from ..extending import get_cython_function_address

_LETTERS = {types.float32: "s", types.float64: "d", types.complex64: "c", types.complex128: "z"}


class _LAPACK:
    """Functions of LAPACK for elements of a type."""

    def numba_xgesv(self, dtype):
        """Solves ``a x = b`` in place of both, with the order of the rows in ``ipiv``: arrays in Fortran's order."""
        address = get_cython_function_address("scipy.linalg.cython_lapack", f"{_LETTERS[dtype]}gesv")
        gesv = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 8)(address)

        @njit
        def numba_xgesv(kind, n, nrhs, a, lda, ipiv, b, ldb):
            sizes = np.array([n, nrhs, lda, ldb, 0], dtype=np.int32)
            info = sizes[4:]
            gesv(
                sizes.ctypes, sizes[1:].ctypes, a, sizes[2:].ctypes, ipiv, b, sizes[3:].ctypes, info.ctypes
            )  # fmt: skip
            return np.int64(info[0])

        return numba_xgesv

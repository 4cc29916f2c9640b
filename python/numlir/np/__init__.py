"""Numba's names of modules about NumPy: ``numlir.np.numpy_support``, ``numlir.np.ufunc``, ``numlir.np.types``.

>>> from numlir.np.numpy_support import from_dtype
"""

import sys

from .. import types
from . import arrayobj, linalg, numpy_support, ufunc

__all__ = ["arrayobj", "linalg", "numpy_support", "types", "ufunc"]

sys.modules[f"{__name__}.types"] = types

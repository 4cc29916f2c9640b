"""Numba's names of modules about NumPy: ``numlir.np.numpy_support``, ``numlir.np.ufunc``.

>>> from numlir.np.numpy_support import from_dtype
"""

import sys

from .. import ufuncs as ufunc
from . import numpy_support

__all__ = ["numpy_support", "ufunc"]

sys.modules[f"{__name__}.ufunc"] = ufunc

"""What compiled code has beside NumPy's functions, under numba's name.

>>> from numlir.np.extensions import cross2d
"""

import numpy as np

__all__ = ["cross2d"]


def cross2d(a, b):
    """The cross product of vectors of two components: ``a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]``.

    Both have two components on the last axis, ``ValueError`` otherwise; the other axes broadcast. Gives a number for two vectors.
    """
    a, b = np.asarray(a), np.asarray(b)
    if a.shape[-1:] != (2,) or b.shape[-1:] != (2,):
        raise ValueError("Incompatible dimensions for 2D cross product\n(dimension must be 2 for both inputs)")
    return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]

"""Arrays that the tests of the library are run with."""

import numpy as np

DTYPES = ("bool", "int8", "uint32", "int64", "float32", "float64", "complex64", "complex128")
SHAPES = ((), (5,), (3, 4), (2, 3, 4), (2, 1, 3, 2))


def sample(dtype, shape, seed=0):
    """Small whole numbers, of which sums are exact in any order, with repeated values."""
    values = np.asarray(np.random.default_rng(seed).integers(0, 7, shape))
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return np.asarray(values > 3)
    if dtype.kind == "u":
        return values.astype(dtype)
    values -= 3
    return np.asarray(values + 1j * (values % 3 - 1), dtype) if dtype.kind == "c" else values.astype(dtype)


def layouts(a):
    """The same values in C and Fortran order, with gaps, and turned around."""
    if a.ndim == 0:
        return (a,)
    gaps = np.zeros(tuple(2 * extent for extent in a.shape), a.dtype)[tuple(slice(None, None, 2) for _ in a.shape)]
    gaps[...] = a
    turned = a[tuple(slice(None, None, -1) for _ in a.shape)]
    return (a, np.asfortranarray(a), gaps, turned)


def tolerance(a):
    """For results whose bits depend on the order of operations."""
    return 1e-5 if a.dtype in ("float32", "complex64") else 1e-13

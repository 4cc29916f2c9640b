"""Arrays of all dtypes, ranks and layouts, few of each pair."""

import numpy as np


def _numbers(shape, dtype):
    values = np.arange(np.prod(shape, dtype=int)).reshape(shape) * 7 % 11 - 3
    if np.dtype(dtype).kind == "c":
        return (values + 1j * values[::-1] if values.ndim else values + 2j).astype(dtype)
    if np.dtype(dtype).kind == "u":
        values = abs(values)
    return (values % 2 if dtype is np.bool_ else values).astype(dtype)


VECTORS = [
    _numbers((5,), np.float64),
    _numbers((10,), np.bool_)[::2],
    _numbers((6,), np.complex64)[::-1],
    _numbers((1,), np.uint32),
    _numbers((0,), np.int8),
]
MATRICES = [
    _numbers((3, 4), np.int64),
    _numbers((4, 3), np.float32).T,
    _numbers((6, 8), np.complex128)[::2, ::-2],
    _numbers((3, 1), np.uint32),
    _numbers((0, 4), np.float64),
]
CUBES = [
    _numbers((2, 3, 4), np.float64)[:, ::-1],
    np.asfortranarray(_numbers((3, 2, 4), np.int8)),
    _numbers((2, 1, 3), np.bool_),
    _numbers((2, 0, 2), np.complex64),
]
TESSERACTS = [_numbers((2, 3, 1, 2), np.int64).transpose(2, 0, 3, 1)]
POINTS = [np.array(5, np.float32)]
ALL = VECTORS + MATRICES + CUBES + TESSERACTS
# Each rank, each layout, empty axes and axes of one, without all dtypes.
SOME = [VECTORS[1], VECTORS[4], MATRICES[1], MATRICES[2], MATRICES[3], CUBES[0], CUBES[3]]

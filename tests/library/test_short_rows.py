"""Arrays of many short rows: reductions of their columns and rows on vectors, and rows that serve for all."""

import ctypes
import mmap

import numlir as nb
import numpy as np
import pytest
from compare import check

SHAPES = [(1, 3), (15, 2), (16, 1), (17, 8), (40, 3), (40, 9), (16, 0), (0, 3), (300, 3), (257, 12), (320, 5), (300, 1)]
DTYPES = ("float64", "float32", "int64", "uint8", "complex128", "bool")


def points(shape, dtype):
    rng = np.random.default_rng(sum(shape))
    values = rng.normal(size=(shape[0], 2 * shape[1] + 1)) * 100
    if dtype.startswith("float") and values.size > 20:
        values[rng.random(values.shape) < 0.01] = np.nan
        values[rng.random(values.shape) < 0.01] = -np.inf
    return np.abs(values).astype(dtype) if dtype == "uint8" else values.astype(dtype)


def layouts(wide):
    """The same rows without gaps, with gaps between rows or elements, upside down, and in Fortran's order."""
    columns = wide.shape[1] // 2
    rows = wide[:, :columns]
    return [rows.copy(), rows, wide[:, : 2 * columns : 2], rows.copy()[::-1], np.asfortranarray(rows)]


@nb.njit
def sums(a):
    return a.sum(axis=0), a.sum(axis=1), (a * a).sum(axis=0)


@nb.njit
def products(a):
    return a.prod(axis=0), np.logical_and.reduce(a, axis=0)


@nb.njit
def extremes(a):
    return a.max(axis=0), a.min(axis=0), a.max(axis=1), a.min(axis=1), np.fmax.reduce(a, axis=1), np.fmin.reduce(a, axis=0)


@nb.njit
def sums_of_planes(a):
    return a.sum(axis=0), a.sum(axis=1), a.sum(axis=(0, 1)), a.max(axis=1)


@pytest.mark.parametrize("dtype", DTYPES)
def test_columns(dtype):
    for shape in SHAPES:
        # What lies in one piece of memory is summed pairwise by NumPy, along whichever axis.
        for a in layouts(points(shape, dtype)):
            if shape[1] > 1:
                with np.errstate(all="ignore"):
                    check(sums, a, tolerance=1e-14)
            if dtype in ("int64", "uint8"):
                check(products, a)


@pytest.mark.parametrize("dtype", DTYPES[:4])
def test_extremes(dtype):
    for length in (1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40, 65):
        for rows in (3, 20):
            for a in layouts(points((rows, length), dtype)):
                check(extremes, a)


def test_planes():
    for shape in ((3, 40, 3), (40, 3, 2), (20, 20, 8)):
        a = np.random.default_rng(1).normal(size=shape)
        for planes in (a, a[:, ::-1], a[::2], np.asfortranarray(a)):
            check(sums_of_planes, planes, tolerance=1e-13)


@nb.njit
def moved(a, row, column):
    return a + row, (a - row) * column, row / 2 - a, a * row[None] + 1


@nb.njit
def moved_in_place(a, row, out):
    a += row
    np.subtract(a, row, out)
    a[:] = row
    a *= a[0]


@pytest.mark.parametrize("dtype", ("float64", "float32", "int32", "uint8", "int16"))
def test_rows_that_serve_for_all(dtype):
    for shape in (*SHAPES, (9, 15), (40, 16), (20, 17), (8, 31), (12, 32), (10, 33)):
        wide = np.abs(np.nan_to_num(points(shape, "float64"), neginf=1)) % 100
        for a in layouts(wide.astype(dtype)):
            row = np.arange(1, shape[1] + 1).astype(dtype)
            for line in (row, row[::-1]):
                check(moved, a, line, np.arange(1.0, shape[0] + 1)[:, None], tolerance=1e-15)
                check(moved_in_place, a.copy(), line, a.copy(), tolerance=1e-15)


@nb.njit
def coloured(image, colour, plane):
    return image * colour, image + plane, image - colour.reshape(1, 1, -1)


def test_images():
    rng = np.random.default_rng(2)
    for shape in ((2, 300, 3), (300, 2, 4), (1, 256, 1), (0, 300, 3)):
        image, colour, plane = rng.random(shape), rng.random(shape[2]), rng.random(shape[1:])
        for array in (image, image[::-1], image[:, ::-1], np.asfortranarray(image)):
            check(coloured, array, colour, plane)


class Guarded:
    """Copies of arrays that end right before memory which cannot be read."""

    def __init__(self):
        self.kept = []

    def __call__(self, a):
        size = -(-max(a.nbytes, 1) // mmap.PAGESIZE) * mmap.PAGESIZE
        memory = mmap.mmap(-1, size + mmap.PAGESIZE)
        end = ctypes.addressof(ctypes.c_char.from_buffer(memory)) + size
        assert ctypes.CDLL(None).mprotect(ctypes.c_void_p(end), mmap.PAGESIZE, 0) == 0
        self.kept.append(memory)
        copy = np.frombuffer(memory, a.dtype, a.size, size - a.nbytes).reshape(a.shape)
        copy[...] = a
        return copy


@nb.njit
def combined(a, row, column):
    return a + row, a * row + column, (a - row) * a + column, column * row, a > row, np.where(a > row, a, column), a[1:] * row, np.asfortranarray(a)


@nb.njit
def combined_in_place(a, row, column):
    a += row
    a *= column
    a[:, 1:] -= row[1:]
    return a


@nb.njit
def reduced(a, row, column):
    sums = a.sum(axis=0), a.sum(axis=1), a.prod(axis=1), (a * row).sum(axis=1)
    extremes = a.max(axis=0), a.min(axis=1), a.argmax(axis=0), a.argmin(axis=1)
    return sums, extremes, (a > row).any(axis=1), (a > row).all(axis=0), (a > column).sum(axis=1)


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "uint8"])
def test_nothing_behind_arrays_is_read(dtype):
    rng = np.random.default_rng(3)
    for rows in (1, 7, 8, 17):
        for places in (1, 3, 8, 9, 16, 17, 31, 32, 33):
            guarded = Guarded()
            shapes = (rows, places), (places,), (rows, 1)
            arrays = [guarded(rng.integers(1, 5, shape).astype(dtype)) for shape in shapes]
            check(combined, *arrays)
            check(combined, arrays[2], arrays[1], arrays[0])
            check(combined_in_place, arrays[0].copy(), *arrays[1:])
            check(reduced, *arrays)


@nb.njit
def first_extremes(a):
    return a.argmax(axis=0), a.argmax(axis=1), a.argmin(axis=0), a.argmin(axis=1)


@pytest.mark.parametrize("dtype", ["float64", "float32", "int32", "bool", "complex128"])
def test_first_extremes(dtype):
    """Equal elements and NaN, of which the first one counts."""
    rng = np.random.default_rng(4)
    for shape in ((1, 1), (12, 1), (2, 11), (40, 12), (41, 3), (3, 41), (13, 13)):
        a = rng.integers(-3, 4, shape).astype(dtype)
        check(first_extremes, a)
        if dtype in ("float64", "complex128"):
            a[rng.random(shape) < 0.1] = np.nan
            check(first_extremes, a)
            check(first_extremes, np.asfortranarray(a)[::-1])


@nb.njit
def positions(a):
    return np.argmax(a, axis=1), np.argmin(a, axis=0), np.argmax(a), np.argmin(a)


@pytest.mark.parametrize("dtype", DTYPES[:-1])
def test_positions_of_extremes(dtype):
    """In rows shorter and longer than the blocks that are searched, in every layout, with NaN here and there."""
    for shape in [(1, 1), (3, 5), (40, 3), (3, 50), (70, 20), (4, 600), (600, 4)]:
        for a in layouts(points(shape, dtype)):
            if a.size:
                check(positions, a)


@nb.njit
def positions_of_what_is_made(a, row):
    return np.argmax(a * row, axis=1), np.argmin(np.abs(a), axis=1), np.argmax(a, axis=1, keepdims=True), np.argmax(a > row, axis=1)


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "uint8", "bool"])
def test_positions_of_what_is_made(dtype):
    """Rows that are searched eight at a time and those that are too few for it, with equal elements and NaN."""
    rng = np.random.default_rng(5)
    for count in (1, 7, 8, 9, 16, 23):
        for width in (1, 2, 3, 8, 15, 40, 41):
            a = rng.integers(0, 5, (count, 2 * width + 1)).astype(dtype)
            for odd in (0.0, 0.02, 0.3):
                if dtype.startswith("float"):
                    a[rng.random(a.shape) < odd] = np.nan
                for layout in layouts(a):
                    check(positions_of_what_is_made, layout, np.arange(1, width + 1).astype(dtype))


@nb.njit
def reduced_rows(a, row):
    sums = a.sum(axis=1), np.mean(a, axis=1), ((a - row) ** 2).sum(axis=1), a.prod(axis=1)
    return sums, np.abs(a - row).max(axis=1), (a > row).any(axis=1), (a > row).all(axis=1), np.count_nonzero(a > row, axis=1)


@pytest.mark.parametrize("dtype", ["float64", "float32", "int16"])
def test_rows_of_every_length(dtype):
    """Eight at a time, in the order that each has alone."""
    rng = np.random.default_rng(6)
    for count in (3, 8, 13, 40):
        for width in range(1, 18):
            a = (rng.normal(size=(count, 2 * width + 1)) * 3).astype(dtype)
            for layout in layouts(a):
                with np.errstate(all="ignore"):
                    check(reduced_rows, layout, np.arange(width).astype(dtype), tolerance=1e-14)


@nb.njit
def side_by_side(a, b):
    return np.stack((a, b, a), axis=1), np.column_stack((a, b)), np.stack((a, b), axis=-1), np.stack((a,) * 9, axis=1)


def test_lines_side_by_side():
    for size in (0, 1, 7, 100):
        for dtype in DTYPES:
            check(side_by_side, np.arange(size).astype(dtype), np.arange(2 * size)[::2].astype("float32"))


@nb.njit
def of_much(a):
    return (np.sqrt(np.abs(a) + 1.5) * a / (a * a + 3.0) - a / 7.0 + np.abs(a - 0.25)).sum(axis=1)


@pytest.mark.parametrize("columns", range(6, 34))
def test_sums_of_what_takes_many_operations(columns):
    rng = np.random.default_rng(columns)
    for dtype in (np.float64, np.float32):
        wide = rng.normal(size=(37, 2 * columns)).astype(dtype)
        for a in (wide[:, :columns].copy(), wide[:, :columns], wide[:, ::2], np.asfortranarray(wide[:, :columns])):
            check(of_much, a)


@nb.njit
def over_columns(a):
    return a.sum(axis=0), a.mean(axis=0), a.max(axis=0), a.min(axis=0)


@pytest.mark.parametrize("columns", [60, 64, 65, 100, 127, 128, 129, 200])
def test_columns_of_long_rows(columns):
    wide = np.random.default_rng(columns).normal(size=(45, 2 * columns)) * 50
    for dtype in (np.float64, np.float32, np.int64, np.int8):
        values = wide.astype(dtype)
        for rows in (1, 2, 31, 32, 33, 45):
            for a in (values[:rows, :columns].copy(), values[:rows, :columns], values[:rows, ::2]):
                check(over_columns, a)


@nb.njit
def along_middle(a):
    return a.max(axis=1), a.min(axis=1), a.sum(axis=1), np.abs(a).max(axis=1)


@pytest.mark.parametrize("dtype", DTYPES[:4])
def test_few_rows_of_few_places(dtype):
    for shape in ((5, 3, 3), (4, 10, 3), (3, 2, 1), (2, 15, 7), (2, 16, 7), (3, 17, 2), (3, 1, 3), (0, 3, 3), (3, 3, 0)):
        wide = points((max(1, shape[0] * shape[1]), 2 * shape[2] + 1), dtype)[: shape[0] * shape[1], : 2 * shape[2]]
        wide = wide.reshape(*shape[:2], 2 * shape[2])
        for a in (wide[:, :, : shape[2]].copy(), wide[:, :, : shape[2]], wide[:, :, ::2], wide[:, ::-1, : shape[2]]):
            check(along_middle, a, tolerance=1e-14)


@nb.njit
def over_long_rows(a):
    return a.max(axis=0), a.min(axis=0), np.abs(a).max(axis=0), a.sum(axis=0), (a > 1).any(axis=0), (a > -200).all(axis=0)


@pytest.mark.parametrize("dtype", DTYPES[:4])
def test_long_rows(dtype):
    """Of each place of four rows that are combined at once one is NaN in some column."""
    for rows in (1, 2, 3, 4, 5, 7, 8, 11):
        for a in layouts(points((rows, 150), dtype)):
            if dtype.startswith("float"):
                for row in range(rows):
                    a[row, row::37] = np.nan
            check(over_long_rows, a)


@nb.njit
def positions_of_columns(a):
    return a.argmax(axis=0), a.argmin(axis=0)


@pytest.mark.parametrize("dtype", ("float64", "float32", "int64", "uint8", "bool"))
def test_positions_in_columns(dtype):
    """Many short rows, of which few values occur several times."""
    rng = np.random.default_rng(3)
    for rows in (1, 8, 31, 32, 33, 39, 40, 63, 300):
        for columns in (1, 2, 3, 7, 11, 12):
            wide = rng.integers(-4, 4, (rows, 2 * columns + 1)).astype(dtype)
            for has_nan in (False, True):
                if has_nan and dtype.startswith("float"):
                    wide[rng.integers(0, rows, 2), rng.integers(0, columns, 2)] = np.nan
                for a in layouts(wide):
                    check(positions_of_columns, a)

"""Rows of arrays by position and by mask, of every length: short ones are moved in parts of a fixed size."""

import numpy as np
import pytest
from compare import check

from numlir import njit

DTYPES = [np.bool_, np.int16, np.float32, np.float64, np.complex128]
WIDTHS = [0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 16, 17, 33]


def rows(width, dtype, order="C"):
    return (np.arange(23 * width).reshape(23, width) % 7).astype(dtype, order=order)


@njit
def at(a, places):
    return a[places]


@njit
def taken(a, places):
    return np.take(a, places, axis=0)


@njit
def in_a_tuple(a, places):
    return a[(places,)]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("width", WIDTHS)
def test_rows(width, dtype):
    a = rows(width, dtype)
    generator = np.random.default_rng(width)
    places = generator.integers(-23, 23, 40)
    for given in (places, np.abs(places) % 23, places[:0], places.reshape(5, 8), places[::3], places.astype(np.int8)):
        for function in (at, taken, in_a_tuple):
            check(function, a, given)
    for share in (0.0, 0.1, 0.5, 1.0):
        check(at, a, generator.random(23) < share)
        check(at, a.reshape(1, 23, width), generator.random((1, 23)) < share)


@pytest.mark.parametrize("dtype", DTYPES)
def test_elements(dtype):
    a = rows(3, dtype).ravel()
    places = np.random.default_rng(0).integers(-69, 69, 100)
    for given in (places, np.abs(places) % 69, places.reshape(10, 10), a[places] != 0):
        check(at, a, given) if given.dtype != bool else check(at, a[places], given)


@pytest.mark.parametrize("place", [23, -24, np.iinfo(np.int64).min, np.iinfo(np.int64).max])
def test_positions_outside(place):
    places = np.array([0, 5, place, 99])
    for a in (rows(3, np.float64), rows(3, np.float64, "F"), rows(1, np.float64).ravel()):
        with pytest.raises(IndexError, match=f"index {place} is out of bounds for axis 0 with size 23"):
            at(a, places)
    with pytest.raises(IndexError):
        at(rows(3, np.float64)[:0], places[:1])


@njit
def columns(a, places):
    return a[:, places], np.take(a, places, axis=1), a[1:, places]


@pytest.mark.parametrize("dtype", [np.bool_, np.float64])
@pytest.mark.parametrize("width", [1, 3, 8, 20])
def test_columns(width, dtype):
    """Of many rows and of few, in every layout."""
    for count in (1, 300):
        a = (np.arange(2 * count * width).reshape(2 * count, width) % 7).astype(dtype)
        for layout in (a[:count].copy(), np.asfortranarray(a[:count]), a[::2], a[::-2], np.repeat(a, 2, axis=1)[:count, ::2]):
            for places in (2, 9, 30):
                given = np.random.default_rng(places).integers(-width, width, places)
                for array in (given, np.abs(given) % width, given[::2], given[:0], given.astype(np.int8)):
                    check(columns, layout, array)


@pytest.mark.parametrize("place", [3, -4, np.iinfo(np.int64).min, np.iinfo(np.int64).max])
def test_columns_outside(place):
    for a in (rows(3, np.float64), rows(3, np.float64, "F")):
        with pytest.raises(IndexError, match=f"index {place} is out of bounds for axis 1 with size 3"):
            columns(a, np.array([0, 2, place, 99]))


@pytest.mark.parametrize("width", [1, 2, 3, 10, 20])
def test_many_rows_by_mask(width):
    """More than are looked for at once, and none behind them is written."""
    generator = np.random.default_rng(width)
    for count in (255, 256, 257, 600):
        a = generator.normal(size=(count, width))
        for share in (0.0, 0.01, 0.5, 1.0):
            check(at, a, generator.random(count) < share)


def test_the_rows_are_new():
    a = rows(3, np.float64)
    for given in (np.arange(23), np.ones(23, bool)):
        found = at(a, given)
        found[...] = -1
        assert (a >= 0).all()


# What is assigned through a mask


@njit
def cleared(a, limit):
    a[a > limit] = 0
    return a


@njit
def rows_cleared(a, mask):
    a[mask] = 1
    return a


VIEWS = {
    "C": lambda a: a,
    "F": np.asfortranarray,
    "transposed": lambda a: a.T,
    "part": lambda a: a[1:-1, 1:-1],
    "every other": lambda a: a[:, ::2],
    "backwards": lambda a: a[::-1, ::-1],
    "one row": lambda a: a[3],
    "one column": lambda a: a[:, 3],
}


@pytest.mark.parametrize("dtype", [np.int8, np.float32, np.float64])
@pytest.mark.parametrize("view", VIEWS)
def test_assignment_by_mask(view, dtype):
    whole = rows(17, dtype)
    check(cleared, VIEWS[view](whole.copy()), dtype(3))
    part = VIEWS[view](whole.copy())
    check(rows_cleared, part, np.arange(len(part)) % 3 == 1)
    # Around the view nothing is written.
    own, expected = whole.copy(order="K"), whole.copy(order="K")
    if np.shares_memory(VIEWS[view](own), own):
        cleared(VIEWS[view](own), dtype(3))
        target = VIEWS[view](expected)
        target[target > 3] = 0
        np.testing.assert_array_equal(own, expected)

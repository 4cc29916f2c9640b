"""Sorting and searching beside NumPy: all dtypes, ranks, layouts and kinds."""

import numpy as np
import pytest
from compare import check
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import numlir as nb

DTYPES = ["bool", "int8", "uint16", "uint32", "int64", "float32", "float64", "complex64", "complex128"]
random = np.random.default_rng(5)


def sample(dtype, shape, distinct=False):
    """Few different values, so that many are equal; NaNs among the inexact ones."""
    size = int(np.prod(shape))
    if distinct:
        values = random.permutation(size) - size // 3
        return values.reshape(shape).astype(dtype)
    values = random.integers(0, 9, shape).astype(dtype)
    if np.issubdtype(dtype, np.complexfloating):
        values += 1j * random.integers(-2, 2, shape)
    if np.issubdtype(dtype, np.inexact) and size > 3:
        values.flat[:: max(size // 5, 2)] = np.nan
        values.flat[1 :: max(size // 4, 2)] = complex(1, np.nan) if values.dtype.kind == "c" else -0.0
    return values


def layouts(a):
    """The array, as Fortran would lay it out, and every other element of it, backwards."""
    room = np.empty(tuple(2 * n for n in a.shape), a.dtype)
    strided = room[tuple(slice(None, None, -2) for _ in a.shape)]
    strided[...] = a
    return a, np.asfortranarray(a), strided


@nb.njit
def stable_sorts(a):
    in_place = a.copy()
    in_place.sort(stable=True)
    return (
        np.sort(a, kind="stable"),
        np.sort(a, axis=0, kind="mergesort"),
        np.argsort(a, kind="stable"),
        a.argsort(0, kind="stable"),
        np.argsort(a, stable=True),
        in_place,
    )


@nb.njit
def sorts(a):
    in_place = a.copy()
    in_place.sort(0)
    return np.sort(a), np.sort(a, axis=0, kind="heapsort"), np.sort(a, 0, "quicksort"), in_place


@pytest.mark.parametrize("dtype", DTYPES)
def test_sorts(dtype):
    for shape in ((0,), (1,), (7,), (70,), (5, 6), (0, 3), (3, 2, 4)):
        every = layouts(sample(dtype, shape))
        for a in every if dtype in ("float64", "int8") else every[:1]:
            check(stable_sorts, a)
            # The signs of zeros are in no promised order where the kind is not stable.
            check(sorts, a + np.zeros(1, dtype))
    check(stable_sorts, sample(dtype, (400,)))


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "uint16"])
def test_small_integers_are_counted(dtype):
    information = np.iinfo(dtype)
    check(sorts, random.integers(information.min, information.max + 1, 5000).astype(dtype))


SHAPES_OF_DATA = {
    "random": lambda n: random.random(n),
    "ascending": lambda n: np.arange(n) * 1.0,
    "descending": lambda n: -np.arange(n) * 1.0,
    "equal": lambda n: np.ones(n),
    "few values": lambda n: random.integers(0, 4, n) * 1.0,
    "organ pipe": lambda n: np.abs(np.arange(n) - n / 2),
    "sawtooth": lambda n: np.arange(n) % 17 * 1.0,
    "almost sorted": lambda n: np.arange(n) + (random.random(n) < 0.01) * 100.0,
}


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("name", SHAPES_OF_DATA)
def test_long_sorts(name, dtype):
    """The runtime sorts the real numbers, the library the complex ones."""
    for n in (25, 3000):
        a = SHAPES_OF_DATA[name](n).astype(dtype)
        check(sorts, a)
        check(stable_sorts, a)


def killer(n):
    """A permutation that makes medians of three bad pivots (McIlroy's adversary), from playing against NumPy-like pivots."""
    values = np.empty(n)
    values[::2] = np.arange((n + 1) // 2)
    values[1::2] = np.arange(n // 2)[::-1]
    return values


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
def test_heapsort_takes_over(dtype):
    check(sorts, killer(3000).astype(dtype))


@settings(max_examples=60, deadline=None)
@given(arrays.arrays(np.float64, st.integers(0, 80), elements=st.floats(width=16) | st.just(-0.0)))
def test_sorting_floats(a):
    check(stable_sorts, a)


@nb.njit
def lexsorts(a, b, c, both):
    return np.lexsort((a, b)), np.lexsort((c, b, a)), np.lexsort(both)


@nb.njit
def lexsorts_along(a, b):
    return np.lexsort((a, b)), np.lexsort((a, b), axis=0)


def test_lexsort():
    a, b, c = sample("int64", 60), sample("float64", 60), sample("uint16", 60)
    check(lexsorts, a, b, c, np.stack([a, b]))
    check(lexsorts_along, sample("int64", (8, 9)), sample("float32", (8, 9)))


@nb.njit
def sorts_complex(a):
    return np.sort_complex(a)


def test_sort_complex():
    for dtype in DTYPES[1:]:
        check(sorts_complex, sample(dtype, (9,), distinct=True))


@nb.njit
def partitions(a, k):
    in_place = a.copy()
    in_place.partition(k)
    return np.partition(a, k), in_place, np.argpartition(a, k), a.argpartition(k, 0), np.partition(a, k, axis=0)


@pytest.mark.parametrize("dtype", ["int8", "uint32", "float64", "complex128"])
def test_partitions(dtype):
    """The places asked for hold what a sorted array has there; no greater elements before, no lesser ones behind."""
    for shape, k in (((60,), 7), ((60,), -1), ((60,), 0), ((90,), (3, 50, -2)), ((6, 7), 3)):
        a = sample(dtype, shape, distinct=True)
        whole, in_place, places, places_along, along = partitions(a, k)
        for result, axis in (
            (whole, -1),
            (in_place, -1),
            (np.take_along_axis(a, places, -1), -1),
            (np.take_along_axis(a, places_along, 0), 0),
            (along, 0),
        ):
            assert result.dtype == a.dtype
            lanes, expected = np.moveaxis(result, axis, -1), np.moveaxis(np.sort(a, axis), axis, -1)
            assert (np.sort(lanes) == expected).all()
            for place in np.atleast_1d(k):
                place %= lanes.shape[-1]
                assert (lanes[..., place] == expected[..., place]).all()
                assert (np.sort(lanes[..., :place]) == expected[..., :place]).all()


@nb.njit
def partition_long(a):
    return np.partition(a, len(a) // 2)[len(a) // 2]


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("name", SHAPES_OF_DATA)
def test_long_partitions(name, dtype):
    for n in (1000, 30_000):
        a = SHAPES_OF_DATA[name](n).astype(dtype)
        assert partition_long(a) == np.sort(a)[n // 2]
    with_nans = random.random(1001).astype(dtype)
    with_nans[:400] = np.nan
    assert partition_long(with_nans) == np.sort(with_nans)[500]


@nb.njit
def searches(a, v, order):
    return (
        np.searchsorted(a, v),
        np.searchsorted(a, v, side="right"),
        a.searchsorted(v, "left", order),
        np.searchsorted(a, v, "right", sorter=order),
        np.searchsorted(a, 3),
        np.searchsorted(a, 2.5, "right"),
        np.searchsorted(a, np.nan),
    )


@pytest.mark.parametrize("dtype", DTYPES[1:])
def test_searches(dtype):
    for size in (0, 1, 40):
        a = np.sort(sample(dtype, size))
        for values in (sample(dtype, (5, 4)), sample("float32", 9), sample("int64", ()), sample("int8", 7)[::-2]):
            check(searches, a, values, np.argsort(a))


@nb.njit
def bins(x, edges):
    return np.digitize(x, edges), np.digitize(x, edges, right=True), np.digitize(x, edges[::-1]), np.digitize(1.5, edges)


def test_digitize():
    check(bins, sample("float64", 30), np.array([0.0, 1.5, 2.0, 5.0]))
    check(bins, sample("int64", (3, 4)), np.array([1, 3, 5]))


@nb.njit
def digitize(x, edges):
    return np.digitize(x, edges)


@nb.njit
def partition(a, k):
    return np.partition(a, k)


@nb.njit
def search(a, order):
    return np.searchsorted(a, 1, sorter=order)


def test_errors():
    check(digitize, np.zeros(2), np.array([1.0, 0.0, 2.0]))
    check(partition, np.zeros(3), 5)
    check(partition, np.zeros(3), -5)
    check(partition, np.zeros(0), 0)
    check(partition, np.zeros(0), -1)
    check(search, np.zeros(3), np.zeros(2, np.int64))
    check(search, np.zeros(3), np.full(3, 7))


@nb.njit
def of_tuples(a):
    return np.sort((3, 1, 2)), np.argsort((3.0, 1.0)), np.searchsorted((1, 2, 3), a), np.searchsorted(a, (2, 5))


def test_tuples():
    check(of_tuples, np.array([1, 2, 3]))


@nb.njit
def in_place(a):
    a.sort()


@nb.njit
def by_places(a, k):
    return np.sort(a), np.argsort(a), np.partition(a, k)[k], np.lexsort((a, -a))


@pytest.mark.parametrize("length", [1, 2, 21, 700])
@pytest.mark.parametrize("dtype", [np.bool_, *"bBhHiIlLefdFD"])
def test_numbers_of_every_kind(dtype, length):
    random = np.random.default_rng(length)
    a = (random.normal(size=length) * 50).astype(dtype)
    if a.dtype.kind in "fc":
        a[random.integers(0, length, 3)] = [np.nan, -0.0, -np.inf]
    unaligned = np.zeros(length, np.dtype([("pad", "i1"), ("x", dtype)]))["x"]
    gaps = np.zeros((length, 2), dtype)[:, 1]
    for values in (a, a[::-1], unaligned, gaps):
        if values is unaligned or values is gaps:
            values[:] = a
        ordered, places, middle, _ = by_places(values, length // 2) if a.dtype.kind != "b" else (*firsts(values), None, None)
        expected = np.sort(values)
        np.testing.assert_array_equal(ordered, expected)
        np.testing.assert_array_equal(places, np.argsort(values, kind="stable"))
        assert middle is None or middle == expected[length // 2] or middle != middle
        if a.dtype.kind != "b":
            np.testing.assert_array_equal(by_places(values, 0)[3], np.lexsort((values, -values)))
        in_place(values)
        np.testing.assert_array_equal(values, expected)


@nb.njit
def firsts(a):
    return np.sort(a), np.argsort(a)


@nb.njit
def sorted_rows(a, b):
    b.sort(axis=-1)
    return np.sort(a, axis=1), np.sort(a, axis=0), b


@nb.njit
def places_of_rows(a):
    return np.argsort(a, axis=1, kind="stable"), np.argsort(a, axis=0, kind="stable")


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int64, np.uint64, np.int32, np.uint32, np.int16, np.uint8, np.bool_])
@pytest.mark.parametrize("shape", [(1, 2), (3, 1), (0, 3), (3, 0), (15, 10), (33, 7), (20, 64), (4, 255), (257, 17), (2, 257)])
@pytest.mark.parametrize("order", ["C", "F", "backwards"])
def test_many_short_rows(order, shape, dtype):
    random = np.random.default_rng(sum(shape))
    a = random.integers(-100, 100, shape)
    if np.dtype(dtype).kind == "f":
        a = np.where(random.random(shape) < 0.01, np.nan, a / 2)
        a[random.random(shape) < 0.01] = -np.inf
    with np.errstate(invalid="ignore"):
        a = a.astype(dtype)
    a = {"C": a, "F": np.asfortranarray(a), "backwards": a[::-1, ::-1]}[order]
    for got, wanted in zip(sorted_rows(a, np.array(a)), sorted_rows.py_func(a, np.array(a)), strict=True):
        np.testing.assert_array_equal(got, wanted)
    for got, wanted in zip(places_of_rows(a), places_of_rows.py_func(a), strict=True):
        np.testing.assert_array_equal(got, wanted)

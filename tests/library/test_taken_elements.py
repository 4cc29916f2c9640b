"""Elements at positions in expressions: whether any position counts from the end is asked once for all of them."""

import numpy as np
import pytest
from compare import check

from numlir import njit


@njit
def products(a, b, p):
    return a[p] * b[p], a[p] + 1, a[p] - b[p] * a[p]


@njit
def two_positions(a, b, p, q):
    return a[p] * b[q], a[q] - b[p]


@njit
def reduced(a, b, p):
    return (a[p] * b[p]).sum(), (a[p] + 1).max(), (a[p] > b[p]).any()


@njit
def in_a_loop(a, b, p):
    total = np.zeros(p.shape[0], a.dtype)
    for k in range(3):
        total += a[p] * b[p] + a[p]
        p[0] = -1 - k
    return total


@njit
def assigned(a, b, p):
    a[p] = b[: p.shape[0]]
    return a


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.float32, np.float64, np.complex128])
@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 100, 1001])
def test_expressions(dtype, count):
    generator = np.random.default_rng(count)
    a, b = ((generator.random(1100) * 9).astype(dtype) for _ in range(2))
    front, both = generator.integers(0, 1100, count), generator.integers(-1100, 1100, count)
    for p in (front, both):
        check(products, a, b, p)
        check(assigned, a, b, p)
        if count:
            check(in_a_loop, a, b, p)
            if dtype != np.complex128:
                check(reduced, a, b, p)
        for q in (front, both):
            check(two_positions, a, b, p, q)


@njit
def own_elements(a, p):
    a[p] = a[: p.shape[0]]
    a[p] = a[1 : p.shape[0] + 1]


@njit
def own_positions(p, values):
    p[p] = values


@njit
def own_places(p, q):
    p[p % 10, p[::-1] % 10] = q
    p[p[0]] = 7


@njit
def of_other_shapes(a, p):
    a[p] = a[:1].copy()
    a[p] = np.ones((1, p.shape[0]))
    a[p] = np.ones(p.shape[0] + 1)


def test_memory_that_is_shared():
    generator = np.random.default_rng(3)
    check(own_elements, np.arange(100.0), generator.integers(-100, 100, 60))
    check(own_positions, generator.permutation(100), np.arange(100) + 1000)
    check(own_places, generator.integers(0, 10, (10, 10)), np.arange(100).reshape(10, 10) + 1000)
    check(of_other_shapes, np.arange(100.0), generator.integers(-100, 100, 60))


@pytest.mark.parametrize("place", [50, -51, np.iinfo(np.int64).min, np.iinfo(np.int64).max])
def test_positions_outside(place):
    a, p = np.arange(50.0), np.append(np.arange(-50, 50), place)
    for function in (products, assigned):
        with pytest.raises(IndexError, match=f"index {place} is out of bounds for axis 0 with size 50"):
            function(a, np.arange(202.0)[::2].copy(), p)
    # Only the shorter one of two arrays lacks the position.
    with pytest.raises(IndexError, match="index 40 is out of bounds for axis 0 with size 40"):
        products(a, a[:40].copy(), np.arange(50))


@njit
def scattered(a, p, values):
    a[p] = values


@njit
def added(a, p, values):
    a[p] += values


@njit
def put(a, p, values):
    np.put(a, p, values)


def test_positions_that_are_overwritten():
    """Positions in memory that is written to through another dtype were read after they had been checked."""
    start = np.array([3, 2, 1, 0, 5, 4, -1, 0])
    for dtype in ("i8", "u8", "f8"):
        for function in (scattered, added, put):
            for values in (np.arange(8).astype(dtype), np.full(1, 7).astype(dtype)):
                with np.errstate(all="ignore"):
                    p, q = start.copy(), start.copy()
                    function(p.view(dtype), p, values)
                    function.py_func(q.view(dtype), q, values)
                np.testing.assert_array_equal(p, q)


def test_values_that_are_overwritten():
    places = np.array([5, 0, 1, 2, 3, 4, -1, 7, 8, 9, 10, 11, 12, 6, 13, 14])
    for function in (scattered, put):
        x, y = np.arange(30.0), np.arange(30.0)
        function(x[3:19], places, x[1:17])
        function.py_func(y[3:19], places, y[1:17])
        np.testing.assert_array_equal(x, y)

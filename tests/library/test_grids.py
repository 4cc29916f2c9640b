"""np.mgrid, np.ogrid, np.r_ and np.c_."""

import numlir as nb
import numpy as np
import pytest
from compare import check


@nb.njit
def grids(n):
    x, y = np.mgrid[0:3, 0:n]
    return np.mgrid[0:3, 0:n], np.mgrid[1:8:3], np.mgrid[:2, :3, :n], np.mgrid[5:0:-2], x + y


@nb.njit
def open_grids(n):
    x, y = np.ogrid[:n, 1:4:2]
    return np.ogrid[0:n, 0:4], np.ogrid[:n], x * y


@nb.njit
def rows(a):
    return np.r_[a, a, 0, 5], np.r_[1:5, 10], np.r_[a], np.r_[0, a], np.r_[1, 2, 3], np.r_[1.5, 2], np.r_[:3, [7, 8]], np.r_[a, 2.5], np.r_[True, a]


@nb.njit
def columns(a):
    return np.c_[a, a], np.c_[a, a * 2, np.ones(3)], np.c_[0:3, a], np.c_[[1, 2, 3], [4, 5, 6]], np.c_[a.reshape(3, 1), a]


@nb.njit
def spaced_grids(a, b):
    x, y = np.ogrid[a:b:3j, a:b]
    pairs = np.mgrid[a:b:4j, -1:1:2j], np.mgrid[0:2, a:b:0.5]
    return np.mgrid[a:b:5j], np.mgrid[a:b:1j], np.mgrid[a:b:0j], np.mgrid[a:b:0.5], pairs, x * y, np.r_[a:b:5j, 7], np.c_[a:b:3j, [1, 2, 3]]


@pytest.mark.parametrize("bounds", [(0, 4), (0.0, 2.0), (1, 2.5), (2, 2)])
def test_steps_that_are_no_integers(bounds):
    check(spaced_grids, *bounds, tolerance=1e-15)


@nb.njit
def cut_by_numbers(a):
    return a[0:1:5j]


def test_slices_of_arrays_have_integers():
    with pytest.raises(nb.TypingError, match="the bounds of a slice are integers or None, not complex128"):
        cut_by_numbers(np.arange(3))


def test_grids():
    for n in (4, 1, 0):
        check(grids, n)
        check(open_grids, n)


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int32, np.uint8, np.complex64])
def test_rows_and_columns(dtype):
    check(rows, np.arange(3).astype(dtype))
    check(columns, np.arange(3).astype(dtype)[::-1])


def test_rows_of_matrices():
    check(nb.njit(lambda m: (np.r_[m, m], np.c_[m, m], np.c_[m, np.zeros(2)])), np.ones((2, 3)))


@pytest.mark.parametrize(
    "call, reason",
    [
        (lambda: np.mgrid[0:], "a slice of a grid has an end"),
        (lambda: np.r_["0,2", 1], "directives as text"),
    ],
)
def test_reasons(call, reason):
    with pytest.raises(nb.errors.TypingError, match=reason):
        nb.njit(call)()


def test_negative_extents():
    check(open_grids, -2)
    for text in ("np.mgrid[3:n, 0:2]", "np.mgrid[0:2, 0:n]"):
        with pytest.raises(ValueError, match="negative dimensions"):
            eval(f"lambda n: {text}", {"np": np})(-2)
        with pytest.raises(ValueError, match="negative dimensions not allowed"):
            nb.njit(eval(f"lambda n: {text}", {"np": np}))(-2)

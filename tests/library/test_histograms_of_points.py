"""`np.histogramdd` and `np.histogram2d` beside NumPy: bins and ranges for all axes or for each one."""

import numlir as nb
import numpy as np
import pytest
from compare import check

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=500), RNG.normal(size=500)
Z = RNG.integers(0, 5, 500)
POINTS = np.stack((X, Y, Z), 1)


@nb.njit
def of_columns(x, y, z):
    return np.histogramdd((x, y, z)), np.histogramdd([x, y, z], bins=[3, 4, 5]), np.histogramdd((x, y), 3, weights=z)


@nb.njit
def of_matrices(points):
    return (
        np.histogramdd(points, bins=(3, 4, 5), density=True),
        np.histogramdd(points, (3, [-1.0, 0, 1], np.array([0.0, 2, 3])), weights=points[:, 0]),
        np.histogramdd(points, 4, ((-1, 1), None, (0, 2))),
        np.histogramdd(points[:, 0], 7),
    )


@nb.njit
def of_two(x, y):
    return (
        np.histogram2d(x, y, [3, 4]),
        np.histogram2d(x, y, [4, 5], [[0, 1], None], weights=y, density=True),
        np.histogram2d(x, y, [3, [0, 1, 2]]),
        np.histogram2d(x, y, [-1, 0, 1, 3]),
        np.histogram2d(x, y, [[-1.0, 0, 1], [-1.0, 0, 1, 2]]),
    )


@nb.njit
def of_each(x, y, bins, limits, weights):
    return np.histogramdd((x, y), bins, limits, weights=weights)


@nb.njit
def of_three(points):
    return np.histogramdd(points, (4, 2, 3))


@pytest.mark.parametrize("count", [0, 1, 500])
def test_columns(count):
    check(of_columns, X[:count], Y[:count], Z[:count])
    check(of_two, X[:count], Y[:count])


def test_matrices():
    check(of_matrices, POINTS)
    check(of_matrices, np.asfortranarray(POINTS))


@pytest.mark.parametrize(
    "bins, limits, weights",
    [
        ((0, 3), None, None),
        ((3, 3, 3), None, None),
        (3, ((0, 1), (0, 1), None), None),
        (3, ((1, 0), (0, 1)), None),
        (3, None, np.ones(3)),
        ((3, np.array([1.0, 0, 2])), None, None),
        (3, ((0, 0), (1, 1)), np.arange(500)),
    ],
    ids=str,
)
def test_what_does_not_fit(bins, limits, weights):
    check(of_each, X, Y, bins, limits, weights)


def test_as_many_axes_as_bins():
    check(of_three, POINTS)
    check(of_three, POINTS[:, :2])


def test_unknown_rank():
    with pytest.raises(nb.errors.TypingError, match="pass a tuple of arrays, or bins as a tuple"):
        nb.njit(lambda points: np.histogramdd(points))(POINTS)

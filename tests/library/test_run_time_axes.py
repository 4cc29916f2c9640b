"""Functions along an axis that is a number at run time."""

import numlir as nb
import numpy as np
import pytest
from arrays import CUBES, MATRICES
from compare import check


@nb.njit
def moved(a, axis):
    return np.flip(a, axis), np.roll(a, 2, axis), np.repeat(a, 2, axis), np.cumsum(a, axis)


@nb.njit
def ordered(a, axis):
    places = np.argsort(a, axis, kind="stable")
    return np.sort(a, axis), places, np.take_along_axis(a, places, axis)


@nb.njit
def changed(a, axis):
    return np.insert(a, 1, 0, axis), np.delete(a, 0, axis), np.append(a, a, axis), np.take(a, 0, axis)


@nb.njit
def joined(a, axis):
    return np.concatenate((a, a), axis), np.stack((a, a), axis), np.concatenate([a, a, a], axis), np.take(a, np.array([0, 0]), axis)


@nb.njit
def cut(a, axis):
    return np.array_split(a, 2, axis), np.array_split(a, [1, 2], axis), np.split(a, 1, axis)


@nb.njit
def slopes(a, axis):
    return np.gradient(a, axis=axis), np.trapezoid(a, axis=axis), np.trapezoid(a, dx=0.5, axis=axis)


PAIRS = [(a, axis) for a in MATRICES + CUBES for axis in range(-a.ndim, a.ndim)]


@pytest.mark.parametrize("function", [moved, ordered, joined, cut])
@pytest.mark.parametrize("a, axis", PAIRS)
def test_axes(function, a, axis):
    check(function, a, axis)


@pytest.mark.parametrize("a, axis", [(a, axis) for a, axis in PAIRS if a.shape[axis] > 0])
def test_changed(a, axis):
    check(changed, a, axis)


@pytest.mark.parametrize("a, axis", [(a, axis) for a, axis in PAIRS if a.shape[axis] > 1 and a.dtype.kind in "fc"])
def test_slopes(a, axis):
    check(slopes, a, axis, tolerance=1e-6)


@pytest.mark.parametrize("axis", [2, -3])
def test_no_such_axis(axis):
    with pytest.raises(np.exceptions.AxisError, match=f"axis {axis} is out of bounds for array of dimension 2"):
        nb.njit(lambda a, axis: np.flip(a, axis))(np.ones((2, 3)), axis)


@nb.njit
def exchanged(a, i, j):
    return np.swapaxes(a, i, j), a.swapaxes(j, i), np.moveaxis(a, i, j)


def test_axes_that_move():
    for a in (np.arange(24.0).reshape(2, 3, 4), np.arange(24).reshape(2, 3, 4).T, np.ones((4, 6))[::-1, ::2], np.arange(3.0)):
        for i in range(-a.ndim, a.ndim):
            for j in range(-a.ndim, a.ndim):
                check(exchanged, a, i, j)
    for i, j, text in ((3, 0, "axis1: axis 3 is out of bounds"), (0, -4, "axis2: axis -4 is out of bounds")):
        with pytest.raises(np.exceptions.AxisError, match=text):
            exchanged(np.ones((2, 3, 4)), i, j)


def test_several_axes_that_move_are_known():
    with pytest.raises(nb.errors.TypingError, match="several axes to move must be known when compiling"):
        nb.njit(lambda a, axes: np.moveaxis(a, axes, axes))(np.ones((2, 3)), (0, 1))

"""Views with any strides, sliding windows, and axes of extent 1 put in and taken away."""

import numlir as nb
import numpy as np
import pytest
from compare import check
from samples import layouts
from numpy.lib.stride_tricks import as_strided, sliding_window_view


@nb.njit
def windows(a):
    return sliding_window_view(a, (2, 2)), sliding_window_view(a, 2, 1), sliding_window_view(a, (2, 1), (1, 1))


@nb.njit
def moving_average(a, width):
    return np.mean(sliding_window_view(a, width), axis=-1)


@nb.njit
def strided(a):
    return as_strided(a, (3, 2), (a.strides[0], a.strides[0])), as_strided(a, strides=(0,)), as_strided(a, (2,))


@nb.njit
def axes(a):
    wide = np.expand_dims(a, (0, 2, -1))
    return wide, np.squeeze(wide, (0, -1, 2)), np.squeeze(wide, (2,)), wide.squeeze((-1, 0))


@pytest.mark.parametrize("a", layouts(np.arange(12.0).reshape(3, 4)))
def test_windows(a):
    check(windows, a)
    check(axes, a)


def test_moving_average():
    check(moving_average, np.arange(10.0) ** 2, 3, tolerance=1e-12)
    check(moving_average, np.arange(20)[::-2], 10, tolerance=1e-12)


def test_windows_that_do_not_fit():
    with pytest.raises(ValueError, match="window shape cannot be larger than input array shape"):
        moving_average(np.arange(3.0), 4)


def test_strided():
    check(strided, np.arange(5.0))
    check(strided, np.arange(10)[::-2])

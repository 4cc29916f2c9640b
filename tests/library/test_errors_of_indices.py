"""Indices that are outside, values that do not fit, and masks without elements: NumPy's error, or NumPy's result."""

import numlir as nb
import numpy as np
import pytest
from compare import check

EMPTY = [
    (np.ones(1), np.zeros(0, bool)),
    (np.arange(3), np.zeros(0, bool)),
    (np.zeros(0), np.zeros(1, bool)),
    (np.ones((2, 3)), np.zeros((0, 3), bool)),
    (np.ones((2, 3)), np.zeros((2, 0), bool)),
    (np.ones((2, 3)), np.zeros((0, 2), bool)),
    (np.asfortranarray(np.ones((2, 3))), np.zeros((0, 3), bool)),
    (np.ones((4, 6))[::2, ::2], np.zeros((2, 0), bool)),
    (np.ones((2, 3)), np.zeros(0, bool)),
    (np.array([(1, 2.0)], [("a", "i8"), ("b", "f8")]), np.zeros(0, bool)),
]


@nb.njit
def chosen(a, mask):
    return a[mask]


@nb.njit
def filled(a, mask, value):
    a[mask] = value
    return a


@nb.njit
def raised(a, mask):
    a[mask] += 1
    return a


@nb.njit
def from_others(a, mask, b):
    a[mask] = b[mask] * 2
    return a


@nb.njit
def columns(a, mask):
    return a[:, mask]


@nb.njit
def set_columns(a, places, values):
    a[:, places] = values
    return a


@nb.njit
def set_first(a, places, values):
    a[places, 0] = values
    return a


@nb.njit
def added(a, places, values):
    a[places] += values
    return a


@pytest.mark.parametrize("a, mask", EMPTY, ids=str)
def test_mask_without_elements(a, mask):
    check(chosen, a, mask)
    if a.dtype.names is None:
        check(filled, a, mask, 7.0)
        check(filled, a, mask, np.zeros(0))
        check(raised, a, mask)
        check(from_others, a, mask, a + 1)


def test_mask_without_elements_of_columns():
    check(columns, np.ones((2, 3)), np.zeros(0, bool))
    check(columns, np.ones((2, 3)), np.zeros(2, bool))


@pytest.mark.parametrize("places", [np.array([1, 2, 9]), np.array([[0, 1, -7]]), np.array([1, 0, 1])], ids=str)
@pytest.mark.parametrize("values", [np.zeros(2), np.zeros((2, 3)), np.zeros(3), np.zeros(1)], ids=str)
def test_value_that_does_not_fit_comes_before_a_position_outside(places, values):
    check(filled, np.ones(5), places, values)
    check(filled, np.ones((5, 3)), places, values)
    check(added, np.ones(5), places, values)
    check(set_columns, np.ones((3, 4)), places, values)
    check(set_first, np.ones((5, 2)), places, values)

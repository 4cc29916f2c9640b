"""Polynomials of `np.polynomial` that compiled functions make."""

import numlir as nb
import numpy as np
import pytest
from numpy.polynomial import Polynomial


@nb.njit
def made(coef, domain, window):
    return np.polynomial.Polynomial(coef, domain, window)


@nb.njit
def plain(coef):
    p = Polynomial(coef)
    return p, p.coef, p.domain, p.window, p.degree(), len(p)


COEFFICIENTS = [np.array([0, 1]), np.array([1.0, 2.0, 0.0]), [1, 2, 3], (1.5, 2), np.array([1j, 2]), np.array([1, 2], np.float32)]


@pytest.mark.parametrize("coef", COEFFICIENTS)
def test_polynomials_are_numpys(coef):
    actual, expected = plain(coef), plain.py_func(coef)
    assert isinstance(actual[0], Polynomial) and actual[0] == expected[0]
    for a, e in zip(actual[1:], expected[1:], strict=True):
        np.testing.assert_array_equal(a, e)
    assert actual[1].dtype == expected[1].dtype


def test_domain_and_window():
    coef, domain, window = np.array([1, 2]), np.array([0.0, 2.0]), [-3, 3]
    actual, expected = made(coef, domain, window), made.py_func(coef, domain, window)
    assert actual == expected


def test_intervals_have_two_ends():
    two, three = np.array([1, 2]), np.array([1, 2, 3])
    with pytest.raises(ValueError, match="Domain has wrong number of elements."):
        made(two, three, two)
    with pytest.raises(ValueError, match="Window has wrong number of elements."):
        made(two, two, three)
    with pytest.raises(nb.errors.TypingError, match="Coefficient array is not 1-d"):
        made(np.zeros((2, 2)), two, two)

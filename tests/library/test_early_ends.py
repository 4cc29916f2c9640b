"""`np.any`, `np.all` and positions of bools, which are known before all elements have been looked at."""

import numpy as np
import pytest
from compare import check

import numlir as nb

LENGTHS = [0, 1, 7, 2047, 2048, 2049, 4096, 5000]


@nb.njit
def of_bools(a):
    return np.any(a), np.all(a), np.any(~a), np.all(~a), a.any(), np.count_nonzero(a)


@nb.njit
def of_numbers(a, b):
    return np.any(a > b), np.all(a <= b), np.array_equal(a, b), np.allclose(a, b), np.any(a), np.all(a != 3)


@nb.njit
def positions(a):
    return np.argmax(a), np.argmin(a), np.argmax(~a)


@pytest.mark.parametrize("length", LENGTHS)
def test_one_that_differs(length):
    for place in {0, 1, 5, 255, 256, 2046, 2047, 2048, 2049, length - 1}:
        if 0 <= place < length:
            for value in (True, False):
                a = np.full(length, not value)
                a[place] = value
                check(of_bools, a)
                check(of_bools, np.repeat(a, 2)[::2])
                check(positions, a)
                check(of_numbers, a * 2.0, np.ones(length))
    check(of_bools, np.zeros(length, bool))
    check(of_numbers, np.arange(length), np.arange(length))


@pytest.mark.parametrize("shape", [(3, 2500), (2500, 3), (60, 60, 2), (1, 1), (0, 3)])
def test_axes(shape):
    for place in (0, -1, None):
        a = np.zeros(shape, bool)
        if a.size and place is not None:
            a.flat[place] = True
        for view in (a, a.T, a[::-1], a[:, ::2], np.asfortranarray(a)):
            check(of_bools, view)
            check(nb.njit(lambda a: (np.any(a, axis=0), np.all(a, axis=-1), np.any(a, axis=(0, 1)))), view)


def test_nobody_is_asked_behind_the_end():
    """What is behind the first that counts is not looked at; NaN is not equal to itself."""
    a = np.zeros(5000)
    a[10], a[4000] = np.nan, 1
    check(of_numbers, a, a)
    check(nb.njit(lambda a: (np.isnan(a).any(), np.isfinite(a).all(), (a == a).all())), a)


def test_integers_are_reduced_to_the_end():
    check(nb.njit(lambda a: (np.bitwise_or.reduce(a), np.bitwise_and.reduce(a))), 1 << (np.arange(5000) % 60))

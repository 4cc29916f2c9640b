"""Keyword arguments that belong to some modes or kinds of values only, beside NumPy."""

import numlir as nb
import numpy as np
import pytest
from compare import check

A = np.arange(12.0).reshape(3, 4)


@nb.njit
def constant(a):
    return np.pad(a, 1, reflect_type="odd")


@nb.njit
def edge(a):
    return np.pad(a, 1, mode="edge", constant_values=1)


@nb.njit
def mean(a):
    return np.pad(a, 1, mode="mean", end_values=1)


@nb.njit
def ramp(a):
    return np.pad(a, 1, mode="linear_ramp", stat_length=1)


@nb.njit
def unknown(a):
    return np.pad(a, 1, mode="mirror")


@nb.njit
def known(a):
    return (
        np.pad(a, 1, mode="linear_ramp", end_values=(1, 2)),
        np.pad(a, 1, constant_values=3),
        np.pad(a, 1, mode="mean", stat_length=1),
        np.pad(a, 1, mode="symmetric", reflect_type="odd"),
        np.pad(a, 1, mode="reflect", reflect_type="even"),
    )


@nb.njit
def differences(a):
    return np.diff(a, append=[1, 2]), np.diff(a, prepend=(1, 2), append=[3]), np.diff(a, 2, prepend=[0.5])


@nb.njit
def real(a):
    return np.real_if_close(a)


@pytest.mark.parametrize("function", [constant, edge, mean, ramp, unknown, known])
def test_padding(function):
    check(function, A)


def test_differences_from_lists():
    check(differences, A[0])


def test_real_is_close_to_real():
    check(real, A)


def test_memory_of_its_own():
    with pytest.raises(nb.errors.TypingError, match=r"whether an array owns its memory .* a.copy\(\)"):
        nb.njit(lambda a: np.require(a, None, "O"))(A)

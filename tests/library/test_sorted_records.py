"""Structured arrays in order, beside NumPy."""

import numpy as np
import pytest
from compare import check

import numlir as nb

FIELDS = [("x", "i4"), ("y", "f8"), ("s", "S2")]
RNG = np.random.default_rng(5)


def records(count):
    out = np.zeros(count, FIELDS)
    out["x"], out["y"] = RNG.integers(0, 4, count), RNG.integers(0, 4, count)
    out["s"] = RNG.choice([b"a", b"b", b"ab", b""], count)
    if count > 3:
        out["y"][1] = np.nan
    return out


def plain(a):
    return np.sort(a), np.argsort(a, kind="stable")


def by_one(a):
    return np.sort(a, order="y"), np.argsort(a, order="y", kind="stable"), a.argsort(order="s", kind="stable")


def by_some(a):
    return np.sort(a, order=["s", "x"]), np.argsort(a, order=("y", "x"), kind="stable"), a.dtype.names


def in_place(a):
    a.sort(order=("y", "s"))
    a.sort(order=["s", "y"])
    return a


@pytest.mark.parametrize("function", [plain, by_one, by_some, in_place])
@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_records(function, count):
    check(nb.njit(function), records(count))
    check(nb.njit(function), records(2 * count)[::2])


def test_order_is_for_records():
    with pytest.raises(nb.errors.TypingError, match="'order' is for records"):
        nb.njit(lambda a: np.sort(a, order="x"))(np.arange(3))
    with pytest.raises(nb.errors.TypingError, match="'order' is for records"):
        nb.njit(lambda a: a.sort(order="x"))(np.arange(3))
    with pytest.raises(nb.errors.TypingError, match="'order' is for records"):
        nb.njit(lambda a: np.partition(a, 1, order="x"))(np.arange(3))


def different(a):
    return (
        np.unique(a),
        np.unique(a, return_index=True, return_inverse=True, return_counts=True),
        np.unique(a, return_counts=True, equal_nan=False),
        np.unique_counts(a).counts,
    )


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_different_records(count):
    check(nb.njit(different), records(count))
    check(nb.njit(different), records(2 * count)[::2])
    check(nb.njit(different), records(4 * count).reshape(4, count))

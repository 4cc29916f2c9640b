"""Arrays as sets, beside NumPy."""

import numpy as np
import pytest
from compare import check

import numlir as nb

DTYPES = ["bool", "int8", "uint32", "int64", "float32", "float64", "complex128"]
random = np.random.default_rng(6)


def sample(dtype, shape):
    values = random.integers(0, 12, shape).astype(dtype)
    if values.dtype.kind in "fc" and values.size > 4:
        values.flat[::4] = np.nan
    return values


@nb.njit
def uniques(a):
    return (
        np.unique(a),
        np.unique(a, return_index=True),
        np.unique(a, return_inverse=True),
        np.unique(a, return_counts=True),
        np.unique(a, True, True, True),
        np.unique(a, equal_nan=False),
    )


@nb.njit
def uniques_of_the_array_api(a):
    return np.sort(np.unique_values(a)), np.unique_counts(a)[1], np.unique_inverse(a)[1], np.unique_all(a)[1]


@pytest.mark.parametrize("dtype", DTYPES)
def test_unique(dtype):
    for shape in ((0,), (1,), (30,), (200,)):
        check(uniques, sample(dtype, shape))
    check(uniques, sample(dtype, 40)[::-3])
    check(uniques_of_the_array_api, np.nan_to_num(sample(dtype, 20)))


@pytest.mark.parametrize("dtype", ["int64", "float32"])
def test_unique_of_several_axes(dtype):
    check(uniques, sample(dtype, (4, 5)))
    check(uniques, np.asfortranarray(sample(dtype, (4, 5))))
    check(uniques, sample(dtype, (2, 3, 2)))
    check(uniques, sample(dtype, ()))


@nb.njit
def sets(a, b):
    return (
        np.intersect1d(a, b),
        np.intersect1d(a, b, return_indices=True),
        np.union1d(a, b),
        np.setdiff1d(a, b),
        np.setxor1d(a, b),
        np.isin(a, b),
        np.isin(a, b, invert=True),
        np.isin(a, 3),
        np.isin(3, b),
    )


@nb.njit
def sets_of_unique(a, b):
    return (
        np.intersect1d(a, b, assume_unique=True),
        np.intersect1d(a, b, True, True),
        np.setdiff1d(a, b, assume_unique=True),
        np.setxor1d(a, b, assume_unique=True),
        np.isin(a, b, assume_unique=True, kind="sort"),
    )


@pytest.mark.parametrize("dtype", DTYPES)
def test_sets(dtype):
    for first, second in ((30, 9), (5, 40), (0, 3), (3, 0), (0, 0)):
        check(sets, sample(dtype, first), sample(dtype, second))


def test_sets_of_several_dtypes():
    for first, second in (("int8", "uint8"), ("int64", "float32"), ("bool", "int64"), ("uint32", "complex128")):
        check(sets, sample(first, 20), sample(second, 7))


def test_sets_of_unique_elements():
    check(sets_of_unique, random.permutation(40)[:25], random.permutation(40)[:20])
    check(sets_of_unique, random.permutation(40)[:25] * 0.5, random.permutation(40)[:20])


@nb.njit
def memberships(a, b):
    return np.isin(a, b), np.isin(a, b, invert=True)


def test_isin_of_several_axes():
    check(memberships, sample("int64", (3, 4)), sample("int64", (2, 2)))
    check(memberships, sample("float64", (2, 3, 4)), sample("int8", 5))
    check(memberships, sample("float64", ()), sample("int8", 5))


@nb.njit
def of_tuples(a):
    return np.unique((3, 1, 3)), np.isin((1, 2), a), np.union1d((1, 5), a), np.intersect1d(a, (2, 3))


def test_tuples():
    check(of_tuples, np.array([1, 2, 3]))


@nb.njit
def slabs(a):
    return (
        np.unique(a, axis=0),
        np.unique(a, return_index=True, return_inverse=True, return_counts=True, axis=1),
        np.unique(a, return_counts=True, axis=-1),
    )


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint32", "float64", "complex64"])
@pytest.mark.parametrize("shape", [(4, 3), (3, 2, 2), (2, 0), (0, 3)])
def test_unique_slabs(dtype, shape):
    a = (np.arange(np.prod(shape)).reshape(shape) // 2 % 2).astype(dtype)
    check(slabs, a)
    check(slabs, np.concatenate((a, a[::-1])))


@nb.njit
def members(a, b):
    return np.isin(a, b), np.isin(a, b, invert=True)


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int64", "uint64"])
@pytest.mark.parametrize("tested", ["int8", "uint8", "int64", "uint64", "float64"])
def test_members_of_a_table_and_of_far_apart_integers(dtype, tested):
    limits = np.iinfo(dtype)
    close = np.array([3, 100, 5, 5], dtype)
    far = np.array([limits.max, limits.min, 7], dtype)
    values = np.array([0, 3, 4, 5, 100, 101, 127], tested)
    for tests in (close, far):
        check(members, values, tests)
        check(members, tests, tests)
        check(members, values[:6].reshape(2, 3), tests)
    check(members, np.zeros(0, tested), close)
    check(members, values, np.zeros(0, dtype))

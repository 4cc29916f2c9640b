"""Sums, products, extremes, truth, counts and positions along axes, beside NumPy's."""

import itertools

import numpy as np
import pytest
from compare import check
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import DTYPES, SHAPES, layouts, sample

import numlir as nb

NUMBERS = tuple(dtype for dtype in DTYPES if dtype != "bool")


@nb.njit
def over_all(a):
    return np.sum(a), np.prod(a), np.min(a), np.max(a), np.any(a), np.all(a), np.count_nonzero(a)


@nb.njit
def over_all_kept(a):
    return np.sum(a, keepdims=True), np.amin(a, keepdims=True), np.argmax(a, keepdims=True), np.all(a, keepdims=True)


@nb.njit
def over_first(a):
    return np.sum(a, 0), np.prod(a, axis=0), np.min(a, 0), np.amax(a, 0), np.any(a, 0), np.all(a, 0, keepdims=True)


@nb.njit
def over_last(a):
    return np.sum(a, -1), np.prod(a, axis=-1, keepdims=True), np.min(a, -1), np.count_nonzero(a, -1), np.any(a, -1)


@nb.njit
def over_several(a):
    return np.sum(a, (0, -1)), np.max(a, (1, 0)), np.sum(a, axis=()), np.count_nonzero(a, (0, 1), keepdims=True)


@nb.njit
def positions(a):
    return np.argmin(a), np.argmax(a), np.argmin(a, 0), np.argmax(a, -1), np.argmax(a, 0, keepdims=True)


@nb.njit
def methods(a):
    return a.sum(), a.prod(0), a.min(), a.max(axis=-1, keepdims=True), a.any(), a.all(0), a.argmin(), a.argmax(axis=0)


@nb.njit
def ranges(a):
    return np.ptp(a), np.ptp(a, 0), np.ptp(a, axis=-1, keepdims=True)


@pytest.mark.parametrize("dtype", DTYPES)
def test_dtypes(dtype):
    a = sample(dtype, (3, 4))
    for function in (over_all, over_all_kept, over_first, over_last, over_several, positions, methods):
        check(function, a)
    if dtype != "bool":
        check(ranges, a)


@pytest.mark.parametrize("shape", SHAPES, ids=len)
def test_ranks_and_layouts(shape):
    plain, *others = layouts(sample("float64", shape))
    check(over_all, plain)
    check(over_all_kept, plain)
    if plain.ndim > 0:
        check(positions, plain)
        check(over_last, plain)
    if plain.ndim > 1:
        check(over_several, plain)
    for a in others:
        check(over_first, a)
        check(over_last if len(shape) < 3 else over_several, a)


@nb.njit
def without_elements(a):
    return np.sum(a), np.prod(a), np.any(a), np.all(a), np.sum(a, 0), np.prod(a, 1), np.min(a, 1), np.argmax(a, 1)


def test_empty_arrays():
    check(without_elements, np.zeros((0, 3)))
    check(without_elements, np.zeros((0, 3), np.int8))
    check(over_last, np.zeros((0, 3)))
    check(over_all, np.ones((1, 1)))


@nb.njit
def empty_extreme(a, which):
    if which == 0:
        return np.min(a)
    elif which == 1:
        return np.max(a, 0)[0]
    elif which == 2:
        return np.argmin(a) + 0.0
    elif which == 3:
        return np.argmax(a, axis=0)[0] + 0.0
    elif which == 4:
        return np.nanmin(a)
    else:
        return np.sum(a, 0)[0]


@pytest.mark.parametrize("which", range(5))
def test_extremes_of_nothing(which):
    check(empty_extreme, np.zeros((0, 3)), which)


@nb.njit
def axis_at_run_time(a, axis):
    return (
        np.sum(a, axis),
        np.min(a, axis=axis, keepdims=True),
        np.any(a, axis),
        np.argmax(a, axis),
        np.argmin(a, axis, keepdims=True),
        a.max(axis),
    )


@pytest.mark.parametrize("axis", (0, 1, 2, -1, -3))
def test_axis_at_run_time(axis):
    check(axis_at_run_time, sample("float64", (2, 3, 4)), axis)
    check(axis_at_run_time, np.asfortranarray(sample("int64", (2, 3, 4))), axis)


@nb.njit
def not_a_number(a):
    return np.min(a), np.max(a, 0), np.argmin(a), np.argmax(a, 1), np.argmin(a, 0), np.sum(a, 0), np.any(a), np.all(a)


@nb.njit
def numbers_only(a):
    return (
        np.nansum(a),
        np.nansum(a, 0),
        np.nanprod(a, axis=1, keepdims=True),
        np.nanmin(a),
        np.nanmin(a, 0),
        np.nanmax(a, axis=-1),
    )


@nb.njit
def number_positions(a):
    return np.nanargmin(a), np.nanargmax(a), np.nanargmin(a, 0), np.nanargmax(a, axis=1, keepdims=True)


@pytest.mark.parametrize("dtype", ("float32", "float64", "complex128"))
def test_not_a_number(dtype):
    a = sample(dtype, (4, 3))
    a[1, 2] = a[3, 0] = a[2, 0] = np.nan
    check(not_a_number, a)
    check(numbers_only, a)
    check(number_positions, a)
    a[:, 1] = np.nan
    check(not_a_number, a)
    check(numbers_only, a)
    check(number_positions, a)  # raises


def test_integers_have_no_nan():
    check(numbers_only, sample("int64", (4, 3)))
    check(number_positions, sample("uint32", (4, 3)))


@nb.njit
def as_dtypes(a):
    return np.sum(a, dtype=np.float32), np.sum(a, 0, np.int8), np.prod(a, axis=0, dtype="float64"), a.sum(0, np.bool_)


@nb.njit
def with_starts(a):
    return (
        np.sum(a, initial=5),
        np.prod(a, 0, initial=2),
        np.min(a, initial=1),
        np.max(a, axis=1, initial=2, keepdims=True),
        np.max(a, 0, initial=-9, where=a > 1),
    )


@nb.njit
def into(a, sums, extremes, position):
    return (
        np.sum(a, 0, out=sums),
        np.min(a, axis=1, out=extremes, keepdims=True),
        np.argmax(a, 0, out=position),
        np.all(a, axis=0, out=sums.astype(np.bool_)),
    )


def test_dtype_initial_and_out():
    for dtype in ("int8", "float64", "bool"):
        check(as_dtypes, sample(dtype, (3, 4)))
    check(with_starts, sample("int64", (3, 4)))
    check(with_starts, sample("float32", (3, 4)))
    check(into, sample("float64", (3, 4)), np.zeros(4), np.zeros((3, 1)), np.zeros(4, np.int64))


@nb.njit
def of_numbers(x):
    return np.sum(x), np.min(x), np.any(x), np.count_nonzero(x), np.prod((x, 2, 3)), np.max((x, 4)), np.sum((1.5, x), 0)


def test_numbers_and_sequences():
    check(of_numbers, 3)
    check(of_numbers, 2.5)


@nb.njit
def pairwise(a, b):
    return np.sum(a), np.sum(a, axis=-1), np.sum(b), np.mean(a, -1), np.sum(a * a)


@pytest.mark.parametrize("dtype", ("float32", "float64", "complex64"))
def test_sums_have_the_bits_of_numpy(dtype):
    random = np.random.default_rng(1)
    for size in (7, 8, 9, 127, 128, 129, 1000, 5003):
        check(pairwise, random.standard_normal((3, size)).astype(dtype), random.standard_normal(size).astype(dtype))


def reduction(name, axis, keepdims):
    function = getattr(np, name)
    if name in ("min", "max"):
        return nb.njit(lambda a, mask: function(a, axis=axis, keepdims=keepdims, initial=2, where=mask))
    if name == "var":
        return nb.njit(lambda a, mask: function(a, axis=axis, keepdims=keepdims, ddof=1, where=mask))
    return nb.njit(lambda a, mask: function(a, axis=axis, keepdims=keepdims, where=mask))


AXES = (None, 0, -1, (0, 1), (1, 2), (0, 1, 2))
NAMES = ("sum", "prod", "min", "max", "any", "all", "mean", "var")
MASKED = [
    reduction(name, axis, keepdims)
    for (name, axis), keepdims in zip(zip(itertools.cycle(NAMES), AXES * 4), itertools.cycle((False, True, True)))
]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(MASKED),
    st.tuples(*[st.integers(0, 3)] * 3),
    st.sampled_from(("full", "row", "column")),
    st.integers(0, 9),
)
def test_masks(function, shape, kind, seed):
    mask_shape = {"full": shape, "row": shape[2:], "column": (shape[0], 1, 1)}[kind]
    mask = np.random.default_rng(seed).integers(0, 2, mask_shape) > 0
    check(function, sample("float64", shape, seed), mask, tolerance=1e-13)


@nb.njit
def wrong_axis(a, which):
    if which == 0:
        return np.sum(a, 2)
    elif which == 1:
        return np.argmax(a, -3).astype(np.float64)
    elif which == 2:
        return np.max(a, (0, 5))
    else:
        return np.sum(a, (0, 0))


@pytest.mark.parametrize("which", range(4))
def test_axes_that_are_not_there(which):
    with pytest.raises(ValueError) as expected:
        wrong_axis.py_func(np.ones((2, 3)), which)
    with pytest.raises(type(expected.value)) as actual:
        wrong_axis(np.ones((2, 3)), which)
    assert str(actual.value) == str(expected.value)


def test_positions_in_long_arrays():
    a = np.tile(sample("float64", (7,)), 150)
    check(positions_of_one_axis, a)
    for place, value in ((700, 9.0), (999, 9.0), (1040, np.nan), (300, np.nan)):
        a[place] = value
        check(positions_of_one_axis, a)
    check(positions_of_one_axis, np.arange(1000) % 300 > 298)


@nb.njit
def positions_of_one_axis(a):
    return np.argmin(a), np.argmax(a), a.argmax(0), np.argmin(a, axis=-1, keepdims=True)


@nb.njit
def kept_in(a, out):
    return a.sum(axis=0, keepdims=True, out=out), np.std(a, axis=0, keepdims=True, out=out), np.max(a, axis=0, keepdims=True, out=out)


@nb.njit
def all_kept_in(a, out):
    return np.mean(a, keepdims=True, out=out)


def test_reduced_axes_have_one_place_in_what_is_given():
    a = np.arange(12.0).reshape(3, 4)
    for shape in ((1, 4), (3, 4)):
        check(kept_in, a, np.zeros(shape))
        check(all_kept_in, a, np.zeros(shape))
    check(all_kept_in, a, np.zeros((1, 1)))

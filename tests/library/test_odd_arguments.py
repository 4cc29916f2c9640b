"""Arguments that are allowed and rare: repeated axes, arrays without axes, empty ones, orders in memory, decimals below zero."""

import numlir as nb
import numpy as np
import pytest
from arrays import ALL, CUBES, MATRICES, POINTS, VECTORS
from compare import check
from samples import tolerance

FILLED = [a for a in ALL if a.size]
NAN = np.array([1 + 2j, complex(np.nan, 1), 3 - 1j])


@nb.njit
def elements(a):
    return [x.item() for x in np.nditer(a)]


@nb.njit
def three(a, b, c):
    return [(x.item(), y.item(), z.item()) for x, y, z in np.nditer((a, b, c))]


@nb.njit
def flipped(a):
    return np.flip(a, (0, -1))


@nb.njit
def middle(a):
    return np.median(a, axis=(0, -1))


@nb.njit
def medians(a):
    return np.median(a), np.nanmedian(a)


@nb.njit
def largest(a):
    return np.max(a, axis=-1, where=a != 0, initial=1)


@nb.njit
def rounded(a, decimals):
    return np.round(a, decimals)


@nb.njit
def tens(a):
    return np.round(a, -1), np.round(a, -2), np.round(a, 1)


@nb.njit
def average(a):
    return np.average(a, axis=-1)


@nb.njit
def nan_places(a):
    return np.nanargmax(a), np.nanargmin(a)


@nb.njit
def between(a):
    return np.ediff1d(a, to_begin=[1, 2], to_end=(3,)), np.ediff1d(a, to_end=[4])


@nb.njit
def across(a, b):
    return np.cross(a, b)


@nb.njit
def repeated(a):
    return np.repeat(a, 2, axis=-1)


@pytest.mark.parametrize("a", ALL + POINTS, ids=str)
def test_nditer_goes_as_the_elements_lie(a):
    check(elements, a)


def test_nditer_of_turned_cubes():
    a = np.arange(24.0).reshape(2, 3, 4)
    for view in (a[:, ::-1].transpose(2, 0, 1), a.transpose(1, 2, 0)[::2], a[::-1, ::-1, ::-2], a.T[::-1]):
        check(elements, view)


def test_nditer_of_three():
    m = np.arange(12).reshape(3, 4)
    check(three, m, m[0] * 0.5, m[:, :1])
    check(three, m, m[0, :3], m)
    check(three, m[0], np.arange(3.0), m[1])


@pytest.mark.parametrize("a", VECTORS + MATRICES[:2] + CUBES[:1], ids=str)
def test_repeated_axes(a):
    check(flipped, a)
    check(middle, a)


def test_medians_of_complex_nan():
    check(medians, NAN)
    check(medians, np.zeros(0, np.complex128))


@pytest.mark.parametrize("a", FILLED + CUBES[3:], ids=str)
def test_extremes_of_nothing_are_the_initial_value(a):
    check(largest, a)


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32", "int64", "float32", "float64", "complex128"])
def test_decimals_below_zero(dtype):
    a = np.array([0, 4, 5, 6, 15, 25, 35, 45, 115, 125], np.float64).astype(dtype)
    check(tens, a)
    for decimals in (-2, -1, 0, 1):
        check(rounded, a, decimals)


def test_rounding_by_powers_of_ten_is_numpys():
    a = np.random.default_rng(0).random(500) * 1e4
    for decimals in range(-3, 5):
        check(rounded, a, decimals)


def test_means_of_nothing():
    check(average, np.zeros((0, 3)))
    check(average, np.ones((2, 3)))


@pytest.mark.parametrize("a", [np.array([np.nan, 2.0, 1.0]), np.zeros((0, 3)), np.array(5.0), np.full(3, np.nan)], ids=str)
def test_places_of_nan(a):
    check(nan_places, a)


def test_ends_as_lists():
    check(between, np.array([1.0, 4.0, 9.0]))
    check(between, np.array([1, 4, 9]))


def test_cross_of_two_and_three():
    two, three = np.array([1.0, 2.0]), np.array([3.0, 4.0, 5.0])
    check(across, two, three)
    check(across, three, two)
    check(across, np.ones((4, 2)), three)


@pytest.mark.parametrize("a", POINTS + VECTORS[:2] + MATRICES[:2], ids=str)
def test_repeat_along_the_last_axis(a):
    check(repeated, a, tolerance=tolerance(a))


@nb.njit
def ordered(a):
    return a.copy("F"), a.copy(order="C"), a.copy("K"), np.copy(a, order="F"), np.copy(a, subok=False)


@nb.njit
def orders(a):
    f, c = a.copy("F"), a.copy("C")
    return f.flags.f_contiguous, f.flags.c_contiguous, c.flags.c_contiguous, c.flags.f_contiguous


@pytest.mark.parametrize("a", ALL + POINTS, ids=str)
def test_copies_in_an_order(a):
    check(ordered, a)
    check(orders, a)


@nb.njit
def between(x, low, high):
    return np.clip(x, low, high), np.where(x > low, x, high), np.maximum(x, low)


@nb.njit
def between_literals(x):
    return between(x, 0, 1), between(x, 0.25, 2)


def test_numbers_of_python_are_weak_in_callees_too():
    for x in (np.float32(0.5), np.float32(-3), 0.5, np.float32([0.5, 3]), np.arange(3.0)):
        ours, theirs = between_literals(x), between_literals.py_func(x)
        for pair in zip(ours, theirs, strict=True):
            for actual, expected in zip(*pair, strict=True):
                assert np.ndim(expected) == 0 or actual.dtype == expected.dtype
                np.testing.assert_array_equal(actual, expected)


@nb.njit
def of_one_number(a):
    x, total = a[0], a.sum()
    return (
        total.astype(np.float32), x.astype(np.int64), a.max(axis=0).sum(), x.mean(), x.std(), total.clip(0, 1), x.round(),
        x.any(), (total > 0).all(), total.prod(), total.max() - total.min(), total.var(), a.sum(axis=0).astype(np.int32),
    )  # fmt: skip


@pytest.mark.parametrize("dtype", ["f8", "f4", "i8", "i4", "u1"])
def test_numbers_have_methods_of_arrays(dtype):
    a = (np.arange(3) + 0.6).astype(dtype)
    for actual, expected in zip(of_one_number(a), of_one_number.py_func(a), strict=True):
        assert type(actual) is type(expected.item())
        np.testing.assert_allclose(actual, expected, rtol=1e-6)


@nb.njit
def clipped(a, low, high):
    return np.clip(a, -1, 2), np.clip(a, 0, 300), a.clip(-500, 500), np.clip(a, None, 70000), np.clip(a, low, high)


@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2", "i4", "u8", "i8"])
def test_bounds_beyond_the_type_bound_nothing(dtype):
    a = np.arange(5).astype(dtype) * 20
    for low, high in ((-1, 300), (30, 50), (-70000, 70000), (0, 2**40)):
        check(clipped, a, a.dtype.type(low % 100), a.dtype.type(high % 100))


def test_bounds_beyond_the_other_end_raise():
    a = np.arange(5, dtype=np.uint8)
    for call in (lambda a: np.clip(a, 300, None), lambda a: np.clip(a, 0, -1)):
        with pytest.raises(OverflowError):
            call(a)
        with pytest.raises(OverflowError, match="out of bounds for uint8"):
            nb.njit(call)(a)


@nb.njit
def beside_positions(a, x):
    b = a.reshape(2, -1)
    return np.argmax(x) + a, np.argmin(x, axis=0) * a, np.nanargmax(x) + a, np.searchsorted(x, 2.0) + a, np.digitize(2.0, x) - a, b.argmax() + a


@pytest.mark.parametrize("dtype", ["u1", "i2", "f4", "i8"])
def test_positions_are_numbers_of_numpy(dtype):
    check(beside_positions, np.arange(4).astype(dtype), np.arange(5.0))


@nb.njit
def selected(a, b, number):
    one, other = a > 1, a < 0
    return (
        np.select((one, other), (a, 1)),
        np.select((one, other), (1, a)),
        np.select((one, other), (1, 2), a),
        np.select((one, other), (b, 1.5), number),
        np.select((one, other), (a, b)),
        np.select((one, other), (1, 2.5)),
        np.select((one, other), (one, other), False),
    )


def test_numbers_among_choices_take_the_type_of_arrays():
    check(selected, np.arange(-2, 3, dtype=np.int8), np.arange(5, dtype=np.float32), 3)


@nb.njit
def interpolated(x, period):
    return np.interp(x, [0, 1, 2], [5, 6, 7], period=period), np.interp([1, 2, 7], [0, 1, 2], [5, 6, 7], period=period)


def test_periods_of_large_integers():
    check(interpolated, np.array([2**63 - 1, -(2**63), 5, 2**60 + 1]), 2)


def test_what_is_neither_searched_nor_unpacked():
    with pytest.raises(nb.errors.TypingError, match="x may not be complex"):
        nb.njit(lambda a: np.digitize(a, [1, 3]))(NAN)
    with pytest.raises(nb.errors.TypingError, match="Expected an input array of unsigned byte data type"):
        nb.njit(lambda a: np.unpackbits(a))(np.array([3, 7]))

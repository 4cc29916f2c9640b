"""Running sums and products, differences, slopes, areas, phases, convolutions, interpolation, beside NumPy's."""

import numpy as np
import pytest
from compare import check
from samples import DTYPES, layouts, sample, tolerance

import numlir as nb


@nb.njit
def along_axes(a):
    return np.cumsum(a), np.cumsum(a, 0), np.cumprod(a, axis=-1), a.cumsum(-1), a.cumprod(0), np.cumprod(a)


@nb.njit
def array_api(a):
    return (
        np.cumulative_sum(a, axis=0, include_initial=True),
        np.cumulative_prod(a, axis=-1, include_initial=True),
        np.cumulative_sum(a, axis=1),
    )


@nb.njit
def of_one_axis(a):
    return np.cumsum(a), np.cumsum(a, 0), np.cumulative_sum(a), np.cumulative_prod(a, include_initial=True), np.diff(a)


@nb.njit
def without_nan(a):
    return np.nancumsum(a), np.nancumsum(a, 0), np.nancumprod(a, axis=1)


@nb.njit
def with_dtype(a, out):
    return np.cumsum(a, 0, np.float32), np.cumsum(a, dtype="int8"), np.cumprod(a, 1, out=out), a.cumsum(0, np.int64)


@pytest.mark.parametrize("dtype", DTYPES)
def test_running_results(dtype):
    check(along_axes, sample(dtype, (3, 4)))
    check(array_api, sample(dtype, (3, 4)))
    check(of_one_axis, sample(dtype, (6,)))


def test_ranks_and_layouts():
    for shape in ((3, 4), (2, 3, 4)):
        for a in layouts(sample("float64", shape)):
            check(along_axes, a)
    check(along_axes, sample("int8", (2, 1, 3, 2)))
    check(along_axes, np.zeros((0, 3)))
    check(along_axes, np.zeros((3, 0)))


def test_dtypes_and_out():
    check(with_dtype, sample("int64", (3, 4)), np.zeros((3, 4)))
    with pytest.raises(ValueError, match="provided out is the wrong size for the accumulation."):
        with_dtype(sample("int64", (3, 4)), np.zeros((3, 5)))
    for dtype in ("float32", "complex128"):
        a = sample(dtype, (3, 4))
        a[1, 1] = a[0, 2] = np.nan
        check(without_nan, a)
    check(without_nan, sample("int64", (3, 4)))


@nb.njit
def axis_at_run_time(a, axis, n):
    return np.cumsum(a, 0), np.diff(a, 1, axis), np.diff(a, n), np.diff(a, n, axis=0)


def test_axis_at_run_time():
    for axis in (0, 1, -2):
        check(axis_at_run_time, sample("float64", (2, 4, 3)), axis, 2)


@nb.njit
def differences(a):
    return (
        np.diff(a),
        np.diff(a, 2),
        np.diff(a, axis=0),
        np.diff(a, 1, 0, a, a[:1]),
        np.diff(a, prepend=0, append=a),
        np.ediff1d(a),
        np.ediff1d(a, to_end=a, to_begin=1),
    )


@pytest.mark.parametrize("dtype", ("int8", "uint32", "float32", "complex128"))
def test_differences(dtype):
    for a in layouts(sample(dtype, (3, 4)))[:2]:
        check(differences, a)
    check(axis_at_run_time, sample("bool", (3, 4)), 0, 1)


@nb.njit
def slopes(a, x, y):
    return (
        np.gradient(a),
        np.gradient(a, 2.0),
        np.gradient(a, axis=1, edge_order=2),
        np.gradient(a, x, 1.5, edge_order=2),
        np.gradient(a, x, y),
        np.gradient(a, y, axis=(1,)),
        np.gradient(x),
    )


@nb.njit
def areas(a, x):
    return (
        np.trapezoid(a),
        np.trapezoid(a, dx=2, axis=0),
        np.trapezoid(a, x, axis=0),
        np.trapezoid(a, a),
        np.trapezoid(x),
    )


@pytest.mark.parametrize("dtype", ("int64", "float32", "float64"))
def test_slopes_and_areas(dtype):
    a = sample(dtype, (4, 5))
    x = np.array([0.0, 1.0, 3.0, 3.5])
    check(slopes, a, x, np.arange(5.0) * 2, tolerance=tolerance(a))
    check(areas, np.asfortranarray(a), x, tolerance=tolerance(a))


@nb.njit
def too_short(a):
    return np.gradient(a)


def test_too_short_for_a_slope():
    check(too_short, np.zeros(1))


@nb.njit
def phases(p):
    return np.unwrap(p), np.unwrap(p, axis=0, discont=4.0), np.unwrap(p, period=5)


def test_phases():
    angles = np.random.default_rng(3).uniform(-9, 9, (4, 6))
    check(phases, angles, tolerance=1e-14)
    check(phases, angles.astype(np.float32), tolerance=1e-5)


@nb.njit
def convolutions(a, v):
    return (
        np.convolve(a, v),
        np.convolve(v, a, "same"),
        np.convolve(a, v, mode="valid"),
        np.correlate(a, v),
        np.correlate(v, a, "same"),
        np.correlate(a, v, "full"),
        np.correlate(v, a, "full"),
    )


@pytest.mark.parametrize("dtype", DTYPES)
def test_convolutions(dtype):
    check(convolutions, sample(dtype, (9,)), sample(dtype, (4,), 1))
    check(convolutions, sample(dtype, (3,)), sample(dtype, (6,), 1)[::-1])


def test_long_convolutions():
    check(convolutions, sample("float64", (9001,)), sample("float64", (5,), 1))
    check(convolutions, sample("int8", (20,)), sample("complex64", (7,), 1))


def test_convolutions_of_every_length():
    a, v = np.arange(1, 14), np.arange(3, 13) ** 2
    for n in range(1, 14):
        for m in range(1, 11):
            check(convolutions, a[:n], v[:m])


@nb.njit
def no_elements(a, v, which):
    if which == 0:
        return np.convolve(a, v)
    else:
        return np.correlate(a, v)


def test_convolutions_of_nothing():
    for a, v in ((np.zeros(0), np.ones(2)), (np.ones(2), np.zeros(0))):
        for which in range(2):
            check(no_elements, a, v, which)


@nb.njit
def interpolations(x, xp, fp):
    return np.interp(x, xp, fp), np.interp(x, xp, fp, left=-1, right=2.5), np.interp(1.5, xp, fp)


@nb.njit
def periodic(x, xp, fp):
    return np.interp(x, xp, fp, period=4)


def test_interpolation():
    x = np.linspace(-1, 5, 12).reshape(3, 4)
    x[0, 1], x[2, 2] = np.nan, 2.0
    for values in (np.array([1, 2, -1, 4]), np.array([1, np.inf, -1, 2]), np.array([1, 2j, 3, 4])):
        check(interpolations, x, np.arange(4.0), values)
    check(interpolations, x.astype(np.float32).T, np.array([1]), np.array([3.0]))
    check(periodic, x, np.array([3.0, 0.0, 1.5, 2.0]), np.array([1.0, 5.0, 2.0, 3.0]), tolerance=1e-15)


@nb.njit
def windows(m):
    return np.hanning(m), np.hamming(m), np.blackman(m), np.bartlett(m), np.kaiser(m, 8.6)


@nb.njit
def special(x):
    return np.sinc(x), np.i0(x)


def test_windows():
    for m in (0, 1, 2, 5, 12):
        check(windows, m, tolerance=1e-14)
    for dtype in ("float64", "float32", "int64"):
        a = sample(dtype, (3, 4))
        check(special, a * 4, tolerance=tolerance(a))


@nb.njit
def onto_what_is_read(a):
    np.cumsum(a[::-1], axis=0, out=a)
    np.cumprod(a[:, 1:], axis=1, out=a[:, :-1])
    np.cumsum(a, axis=1, out=a)
    return a


def test_scans_onto_what_they_read():
    check(onto_what_is_read, np.arange(12.0).reshape(3, 4))


@nb.njit
def extremes(a):
    return np.maximum.accumulate(a), np.minimum.accumulate(a)


@nb.njit
def extremes_in_place(a):
    np.maximum.accumulate(a, out=a)
    np.minimum.accumulate(a, out=a[::-1])
    return a


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "int64"])
@pytest.mark.parametrize("first", [0, 3, 7])
def test_running_extremes(dtype, first):
    a = np.array([3, -0.0, 0.0, -0.0, 1, 0.0, 5, -7, 2, 9]).astype(dtype)
    check(extremes, a)
    check(extremes, a[::-1])
    check(extremes, a[1:6])
    check(extremes, a[:0])
    check(extremes_in_place, a)
    if a.dtype.kind == "f":
        a[first] = np.nan
        check(extremes, a)
        check(extremes_in_place, a)


def test_signs_of_running_zeros():
    zeros = np.array([-0.0, 0.0, -0.0, 0.0])
    for actual, expected in zip(extremes(zeros), extremes.py_func(zeros), strict=True):
        np.testing.assert_array_equal(np.signbit(actual), np.signbit(expected))

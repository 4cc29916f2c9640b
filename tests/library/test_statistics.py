"""Means, variances, medians, quantiles, covariances, histograms, comparisons, polynomials, beside NumPy's."""

import numpy as np
import pytest
from compare import check
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import DTYPES, SHAPES, layouts, sample, tolerance

import numlir as nb


@nb.njit
def moments(a):
    return np.mean(a), np.var(a), np.std(a, ddof=1), a.mean(), a.std(), np.var(a, correction=1, keepdims=True)


@nb.njit
def moments_along(a):
    return np.mean(a, 0), np.mean(a, axis=-1, keepdims=True), np.var(a, 0), np.std(a, -1, ddof=1), a.var((0, 1))


@nb.njit
def moments_of_masked(a):
    return np.mean(a, where=a > 1), np.var(a, axis=0, where=a > 0), np.mean(a, 1, np.float32), np.std(a, 0, np.float64)


@pytest.mark.parametrize("dtype", DTYPES)
def test_moments(dtype):
    a = sample(dtype, (3, 4))
    check(moments, a, tolerance=tolerance(a))
    check(moments_along, a, tolerance=tolerance(a))
    if dtype not in ("bool", "complex64", "complex128"):
        check(moments_of_masked, a, tolerance=1e-5)


@pytest.mark.parametrize("shape", SHAPES, ids=len)
def test_moments_of_layouts(shape):
    for a in layouts(sample("float64", shape)):
        check(moments, a, tolerance=1e-14)
        if len(shape) == 3:
            check(moments_along, a, tolerance=1e-14)
    check(moments, np.zeros((0, 2)))


@nb.njit
def axis_at_run_time(a, axis):
    return np.mean(a, axis), np.var(a, axis, keepdims=True), np.median(a, axis), np.quantile(a, 0.3, axis), a.std(axis)


def test_axis_at_run_time():
    for axis in (0, 1, -1):
        check(axis_at_run_time, sample("float64", (3, 4, 2)), axis, tolerance=1e-14)


@nb.njit
def moments_without_nan(a):
    return np.nanmean(a), np.nanmean(a, 0, keepdims=True), np.nanvar(a, 1), np.nanstd(a, ddof=1), np.nanstd(a, 0)


@nb.njit
def medians_without_nan(a):
    return np.nanmedian(a), np.nanmedian(a, 0), np.nanmedian(a, axis=(0, 1), keepdims=True)


@pytest.mark.parametrize("dtype", ("int64", "float32", "float64", "complex128"))
def test_without_nan(dtype):
    a = sample(dtype, (4, 3))
    if dtype != "int64":
        a[1, 1] = a[2, 0] = np.nan
        a[:, 2] = np.nan
    check(moments_without_nan, a, tolerance=tolerance(a))
    check(medians_without_nan, a)


@nb.njit
def averages(a, w, v):
    return (
        np.average(a),
        np.average(a, 0),
        np.average(a, weights=v),
        np.average(a, axis=0, weights=w, returned=True),
        np.average(a, axis=1, weights=v, keepdims=True),
        np.average(a, returned=True),
    )


def test_averages():
    for dtype in ("int64", "float32", "complex128"):
        a = sample(dtype, (3, 4))
        check(averages, a, np.array([1.0, 2.0, 4.0]), np.abs(sample("int64", (3, 4))) + 1, tolerance=tolerance(a))
    check(averages, np.ones((3, 4)), np.array([1.0, 2.0, -3.0]), np.ones((3, 4)))


@nb.njit
def average_of_all(a, weights):
    return np.average(a, weights=weights)


@nb.njit
def average_of_rows(a, weights):
    return np.average(a, axis=0, weights=weights)


def test_weights_of_another_shape():
    for function in (average_of_all, average_of_rows):
        check(function, np.ones(6), np.ones(5))
        check(function, np.ones((3, 4)), np.ones((3, 2)))


@nb.njit
def medians(a):
    return np.median(a), np.median(a, 0), np.median(a, axis=-1, keepdims=True), np.median(a, (0, 1))


@pytest.mark.parametrize("dtype", DTYPES)
def test_medians(dtype):
    a = sample(dtype, (5, 4))
    check(medians, a, tolerance=tolerance(a))


def test_medians_of_layouts():
    for a in layouts(sample("float64", (2, 3, 4))):
        check(medians, a)
    check(medians, np.zeros((0, 3)))
    a = sample("float64", (5, 4))
    a[2, 1] = np.nan
    check(medians, a)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 400),
    st.integers(1, 30),
    st.sampled_from(("few", "many", "sorted", "turned", "organ")),
    st.integers(0, 99),
)
def test_selection(rows, columns, kind, seed):
    random = np.random.default_rng(seed)
    a = {
        "few": lambda: random.integers(0, 3, (rows, columns)).astype(np.float64),
        "many": lambda: random.standard_normal((rows, columns)),
        "sorted": lambda: np.sort(random.standard_normal((rows, columns)), 0),
        "turned": lambda: np.sort(random.standard_normal((rows, columns)), 0)[::-1],
        "organ": lambda: np.abs(np.arange(rows)[:, None] - rows // 2 + np.zeros((rows, columns))),
    }[kind]()
    check(medians, a, tolerance=1e-15)


@nb.njit
def quantiles(a, q, places):
    return (
        np.quantile(a, q),
        np.quantile(a, places, axis=0),
        np.percentile(a, 30),
        np.percentile(a, q * 100, axis=(0, 1), keepdims=True),
        np.percentile(a, (25, 50, 75), 1),
        np.nanquantile(a, places, 1),
        np.nanpercentile(a, 70.5, axis=0),
        np.quantile(a, places, axis=1, keepdims=True),
        np.quantile(a, 0),
    )


@nb.njit
def discrete(a, q):
    return (
        np.quantile(a, q, 0, method="lower"),
        np.quantile(a, q, 0, method="higher"),
        np.quantile(a, q, 0, method="nearest"),
        np.quantile(a, q, 0, method="inverted_cdf"),
        np.quantile(a, q, 0, method="closest_observation"),
    )


@nb.njit
def continuous(a, q):
    return (
        np.quantile(a, q, 0, method="midpoint"),
        np.quantile(a, q, 0, method="averaged_inverted_cdf"),
        np.quantile(a, q, 0, method="interpolated_inverted_cdf"),
        np.quantile(a, q, 0, method="hazen"),
        np.quantile(a, q, 0, method="weibull"),
        np.quantile(a, q, 0, method="median_unbiased"),
        np.quantile(a, q, 0, method="normal_unbiased"),
    )


@pytest.mark.parametrize("dtype", ("int8", "uint32", "float32", "float64"))
def test_quantiles(dtype):
    a = sample(dtype, (9, 5))
    check(quantiles, a, 0.3, np.array([0.1, 0.75, 0.0, 1.0]))
    check(discrete, a, np.array([0.0, 0.1, 0.25, 0.5, 1.0]))
    check(continuous, a, np.array([0.0, 0.1, 0.25, 0.5, 1.0]))


def test_quantiles_of_other_places():
    a = sample("float64", (9, 5))
    check(quantiles, a, 1, np.array([[0.1, 0.75, 0.0], [1.0, 0.5, 0.2]], np.float32))
    check(discrete, a, 0.4)
    check(continuous, a, 0.4)
    a[3, 3] = np.nan
    check(quantiles, a, 0.5, np.array([0.25]))
    check(quantiles, a, 0.5, np.array([0.25, 1.25]))
    check(quantiles, a, -0.5, np.array([0.25]))


@nb.njit
def weighted_quantiles(a, w, v, q):
    return (
        np.quantile(a, q, weights=w, method="inverted_cdf"),
        np.quantile(a, q, axis=0, weights=v, method="inverted_cdf"),
        np.percentile(a, 40, axis=1, weights=w, method="inverted_cdf", keepdims=True),
        np.nanquantile(a, q, axis=1, weights=w, method="inverted_cdf"),
    )


def test_weighted_quantiles():
    w, v, q = sample("uint32", (5, 4), 3), np.array([0.0, 1.0, 2.5, 0.5, 0.25]), np.array([0.0, 0.3, 0.5, 1.0])
    for dtype in ("int8", "float64"):
        check(weighted_quantiles, sample(dtype, (5, 4)), w + 1, v, q)
    a = sample("float64", (5, 4))
    a[1, 2] = np.nan
    check(weighted_quantiles, a, w + 1, v, q)
    check(weighted_quantiles, a, w * 0, v, q)


@nb.njit
def covariances(a, b):
    return (
        np.cov(a),
        np.cov(a, b),
        np.cov(a, rowvar=False, bias=True),
        np.cov(a[0]),
        np.cov(a, ddof=2),
        np.corrcoef(a),
        np.corrcoef(a[0], b[0]),
        np.corrcoef(a[0]),
    )


@nb.njit
def weighted_covariances(a, w, f):
    return np.cov(a, aweights=w), np.cov(a, fweights=f), np.cov(a, aweights=w, fweights=f, ddof=0)


def test_covariances():
    random = np.random.default_rng(5)
    a, b = random.random((3, 6)), random.random((3, 6))
    check(covariances, a, b, tolerance=1e-13)
    check(covariances, sample("int64", (3, 6)), b.astype(np.float32), tolerance=1e-13)
    check(covariances, a + 1j * b, b[::-1], tolerance=1e-13)
    check(weighted_covariances, a, random.random(6), np.arange(6), tolerance=1e-13)
    check(weighted_covariances, a, -random.random(6), np.arange(6))


@nb.njit
def histograms(a, w, edges):
    return (
        np.histogram(a),
        np.histogram(a, 5, range=(0, 2)),
        np.histogram(a, edges),
        np.histogram(a, weights=w),
        np.histogram(a, bins=4, density=True),
        np.histogram(a, edges, weights=w),
        np.histogram_bin_edges(a, 3),
    )


def test_histograms():
    edges = np.array([-1.0, 0.0, 0.0, 1.5, 3.0])
    for dtype in ("int8", "uint32", "float32", "float64"):
        a = sample(dtype, (5, 7))
        check(histograms, a, sample("float64", (5, 7)), edges)
    check(histograms, np.random.default_rng(2).random((5, 7)), sample("complex128", (5, 7)), edges)
    check(histograms, np.full((2, 2), 0.5), sample("int64", (2, 2)), edges)
    check(histograms, np.zeros((0, 2)), np.zeros((0, 2)), edges)
    check(histograms, np.array([[1.0, np.nan]]), np.ones((1, 2)), edges)
    check(histograms, np.ones((2, 2)), np.ones((2, 2)), edges[::-1])


@nb.njit
def planes(x, y, w):
    return (
        np.histogram2d(x, y),
        np.histogram2d(x, y, (3, 4), density=True),
        np.histogram2d(x, y, 3, range=((0, 1), (0, 0.5)), weights=w),
    )


@nb.njit
def counts(x, w):
    return np.bincount(x), np.bincount(x, w), np.bincount(x, minlength=9), np.bincount(x[:0])


def test_counts():
    random = np.random.default_rng(6)
    check(planes, random.random(30), random.random(30), random.random(30), tolerance=1e-13)
    for dtype in ("bool", "uint32", "int64"):
        check(counts, np.abs(sample(dtype, (12,))), sample("float32", (12,)))
    check(counts, np.array([1, -1]), np.ones(2))
    check(counts, np.array([1, 2]), np.ones(3))


@nb.njit
def closeness(a, b):
    return (
        np.isclose(a, b),
        np.isclose(a, b, equal_nan=True),
        np.allclose(a, b),
        np.allclose(a, b, rtol=1e-2, atol=2.0),
        np.isclose(a, 3),
        np.array_equal(a, b),
        np.array_equal(a, b, equal_nan=True),
        np.array_equal(a, b[:2]),
        np.array_equal(a, b[0]),
        np.array_equiv(a, a[0]),
        np.array_equiv(a, b[:, :2]),
    )


@nb.njit
def made_numbers(a):
    return np.nan_to_num(a), np.nan_to_num(a, nan=1.0, posinf=2.0, neginf=3), np.nan_to_num(a, copy=False)


@pytest.mark.parametrize("dtype", ("int64", "float32", "float64", "complex128"))
def test_comparisons(dtype):
    a = sample(dtype, (3, 4))
    b = a.copy()
    check(closeness, a, b)
    if dtype != "int64":
        a[0, 0] = b[0, 0] = b[1, 1] = np.nan
        a[2, 1], a[2, 2], b[2, 2] = np.inf, -np.inf, -np.inf
    b[1, 2] += 1
    check(closeness, a, b)
    check(made_numbers, a)


@nb.njit
def polynomials(x, c, d):
    return (
        np.polyval(c, x),
        np.polyval(c, 2.5),
        np.polyval(c, 3),
        np.polyadd(c, d),
        np.polysub(d, c),
        np.polymul(c, d),
        np.polyder(c),
        np.polyder(c, 2),
        np.polyint(c),
        np.polyint(c, 2, 3.0),
        np.poly(d),
    )


@nb.njit
def fits(x, y, w):
    return np.polyfit(x, y, 2), np.polyfit(x, y, deg=3, w=w), np.polydiv(y, x[:3]), np.sort(np.real(np.roots(x[:4])))


def test_polynomials():
    for dtype in ("int64", "float32", "float64"):
        check(polynomials, sample("float64", (3, 4)), sample(dtype, (5,)), sample("int64", (3,)), tolerance=1e-5)
    check(polynomials, sample("int64", (3, 4)).T, sample("complex128", (5,)), sample("int64", (3,)), tolerance=1e-13)
    random = np.random.default_rng(8)
    x = np.array([1.0, -6.0, 11.0, -6.0, 2.5, 7.0, 8.0])
    check(fits, x, random.random(7), random.random(7), tolerance=1e-8)


@nb.njit
def whole_fits(x, y, both, w):
    full, (alone, covariance) = np.polyfit(x, y, 2, full=True), np.polyfit(x, y, 1, cov=True)
    return full, alone, covariance, np.polyfit(x, y, 2, w=w, cov="unscaled"), np.polyfit(x, both, 1, cov=True)


@nb.njit
def too_short(x, y):
    return np.polyfit(x, y, len(x) - 1, cov=True)


def test_what_a_fit_tells():
    random = np.random.default_rng(9)
    check(whole_fits, np.arange(9.0) - 4, random.random(9), random.random((9, 2)), random.random(9) + 1, tolerance=1e-9)
    with pytest.raises(ValueError, match="the number of data points must exceed order"):
        too_short(np.arange(3.0), np.ones(3))


@nb.njit
def variances(a):
    return a.var(), a.var(axis=0), a.var(axis=1), a.std(axis=0, keepdims=True), a.var(axis=(0, 1))


@pytest.mark.parametrize("dtype", ["f8", "f4", "f2", "c16"])
def test_variances_in_the_order_of_fortran_have_numpys_bits(dtype):
    a = np.random.default_rng(3).normal(size=(37, 49)).astype(dtype)
    for ours, theirs in zip(variances(np.asfortranarray(a)), variances.py_func(np.asfortranarray(a)), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@nb.njit
def quantiles_of_nothing(a):
    return np.nanquantile(a, 0.5), np.nanquantile(a, 0.2, axis=1), np.nanpercentile(a, 30, axis=0, keepdims=True)


@pytest.mark.parametrize("dtype", ("float64", "float32", "int64", "int8"))
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_quantiles_of_nothing(dtype):
    for shape in ((0, 2), (2, 0)):
        check(quantiles_of_nothing, np.zeros(shape, dtype))

"""Numbers that are looked for together, against NumPy: `searchsorted`, `digitize`, `interp`, `isin` and histograms, at sizes where another way is taken."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import numlir as nb


def places(keys, values):
    return np.searchsorted(keys, values), np.searchsorted(keys, values, "right")


def bins(keys, values):
    return np.digitize(values, keys), np.digitize(values, keys, right=True), np.digitize(values, keys[::-1])


def members(keys, values):
    return np.isin(values, keys), np.isin(values, keys, invert=True)


def counts(keys, values):
    return np.histogram(values, keys)


def weights(keys, values):
    return np.histogram(values, keys, weights=values)


def line(keys, values):
    return np.interp(values, keys, keys * 2 + 1)


def complex_line(keys, values):
    return np.interp(values, keys, keys * (1 - 2j), left=1, right=1j)


ORDERED = {function.__name__: (function, nb.njit(function)) for function in (places, bins, members, counts, weights, line, complex_line)}


def numbers(random, dtype, size, kind):
    """Numbers with repeats, and some odd ones among floats."""
    values = random.integers(0, {"few": 7, "many": 10 * size + 10}[kind.split()[0]], size).astype(dtype)
    if np.dtype(dtype).kind == "f":
        values = values / 4
        if "odd" in kind:
            values[random.random(size) < 0.1] = np.nan
            values[random.random(size) < 0.1] = np.inf
            values[random.random(size) < 0.1] = -np.inf
            values[random.random(size) < 0.1] = -0.0
    return values.astype(dtype)


def same(got, expected):
    if isinstance(expected, tuple):
        for one, other in zip(got, expected, strict=True):
            same(one, other)
    else:
        assert got.dtype == expected.dtype
        np.testing.assert_array_equal(got, expected)


def as_expected(function, compiled, *arguments):
    try:
        expected = function(*arguments)
    except ValueError:
        with pytest.raises(ValueError):
            compiled(*arguments)
    else:
        same(compiled(*arguments), expected)


@given(
    st.sampled_from(sorted(ORDERED)),
    st.sampled_from([np.float64, np.float32, np.int64, np.uint8]),
    st.sampled_from([np.float64, np.float32, np.int16]),
    st.sampled_from([0, 1, 2, 3, 23, 40, 41, 64, 100, 1000]),
    st.sampled_from([0, 1, 2, 63, 64, 65, 300]),
    st.sampled_from(["few", "many", "few odd", "many odd"]),
    st.booleans(),
    st.integers(0, 1000),
)
@settings(max_examples=300, deadline=None)
def test_as_numpy(name, dtype, other, size, count, kind, rising, seed):
    random = np.random.default_rng(seed)
    finite = name in ("bins", "counts", "weights") or "line" in name
    keys = np.sort(numbers(random, dtype, size, kind.split()[0] if finite else kind))
    values = numbers(random, other, count, kind)
    if rising:
        values = np.sort(values)
    if "line" in name:
        keys = np.unique(keys)
    if name == "counts" or name == "weights":
        values = values[np.isfinite(values)] if name == "weights" else values
    function, compiled = ORDERED[name]
    with np.errstate(all="ignore"):
        as_expected(function, compiled, keys, values)


def in_rows(keys, values):
    return np.searchsorted(keys, values), np.interp(values, keys, keys * 2), np.isin(values, keys)


@pytest.mark.parametrize("order", ["C", "F", "gaps"])
def test_matrices(order):
    random = np.random.default_rng(0)
    values = random.integers(0, 50, (30, 7)) / 2
    values = {"C": values, "F": np.asfortranarray(values), "gaps": np.repeat(values, 2, axis=1)[:, ::2]}[order]
    keys = np.arange(45.0)
    for given_keys in (keys, np.repeat(keys, 3)[::3]):
        same(nb.njit(in_rows)(given_keys, values), in_rows(given_keys, values))


def evenly(values):
    return np.histogram(values, 10), np.histogram(values, 7, (-2.0, 3.0)), np.histogram(values, 1)


def evenly_weighed(values):
    return np.histogram(values, 10, weights=values), np.histogram2d(values, values[::-1], 6)


VALUES = {
    "normal": lambda random, size: random.normal(size=size),
    "integers": lambda random, size: random.integers(-20, 20, size).astype(float),
    "edges": lambda random, size: np.linspace(-2, 3, 71)[random.integers(0, 71, size)],
    "beside edges": lambda random, size: np.nextafter(np.linspace(-2, 3, 71)[random.integers(0, 71, size)], random.choice([-9.0, 9.0], size)),
    "far": lambda random, size: 1e9 + random.integers(0, 50, size) / 8,
    "equal": lambda random, size: np.full(size, 0.1),
}


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int32, np.uint8])
@pytest.mark.parametrize("kind", sorted(VALUES))
@pytest.mark.parametrize("size", [1, 3, 255, 256, 257, 2000])
def test_even_bins(kind, size, dtype):
    values = VALUES[kind](np.random.default_rng(size), size)
    with np.errstate(invalid="ignore"):
        values = values.astype(dtype)
    for function in (evenly, evenly_weighed):
        as_expected(function, EVEN[function], values)


EVEN = {function: nb.njit(function) for function in (evenly, evenly_weighed)}


def common(a, b):
    return np.intersect1d(a, b), np.intersect1d(a, b, return_indices=True)[1], np.intersect1d(np.unique(a), np.unique(b), assume_unique=True)


@pytest.mark.parametrize("dtype", [np.float64, np.int32, np.complex128, "M8[s]"])
@pytest.mark.parametrize("size", [0, 1, 10, 300])
def test_intersections(size, dtype):
    random = np.random.default_rng(3)
    a, b = (random.integers(0, 2 * size + 1, size).astype(dtype) for _ in range(2))
    same(nb.njit(common)(a, b), common(a, b))

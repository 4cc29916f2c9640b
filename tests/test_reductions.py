"""Reductions and the fusion of maps into them: bits compared with NumPy's over dtypes, layouts, axes and shapes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import numlir as nb

SHAPES = {1: [(0,), (7,), (130,), (1000,)], 2: [(0, 3), (3, 0), (9, 8), (5, 300), (300, 5)], 3: [(2, 3, 4), (3, 40, 50), (2, 0, 2)]}
AXES = {1: [None], 2: [None, 0, 1], 3: [None, 0, 1, 2, (0, 2), (1, 2)]}


def numbers(shape, dtype, seed=0):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=shape) * 100
    if dtype.startswith("complex"):
        values = values + 1j * rng.normal(size=shape)
    elif dtype == "bool":
        values = values > -100
    elif dtype.startswith("u"):
        values = abs(values)
    return values.astype(dtype)


def same(ours, theirs):
    """Equal to the last bit, NaN apart. Scalars come as Python's, which hold any float32."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.dtype == theirs.dtype or theirs.ndim == 0
    assert ours.shape == theirs.shape
    np.testing.assert_array_equal(ours, theirs)


def compiled(function, axis):
    """The reduction along an axis, compiled."""
    if axis is None:
        return nb.njit({"sum": lambda a: np.sum(a), "prod": lambda a: np.prod(a), "max": lambda a: np.max(a),
                        "min": lambda a: np.min(a), "any": lambda a: np.any(a)}[function])
    return nb.njit({"sum": lambda a: np.sum(a, axis), "prod": lambda a: np.prod(a, axis), "max": lambda a: np.max(a, axis),
                    "min": lambda a: np.min(a, axis), "any": lambda a: np.any(a, axis)}[function])


@pytest.mark.parametrize("dtype", ["float64", "float32", "complex128", "complex64"])
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_sums_have_numpys_bits(dtype, rank):
    for axis in AXES[rank]:
        f = compiled("sum", axis)
        for shape in SHAPES[rank]:
            a = numbers(shape, dtype)
            same(f(a), np.sum(a, axis))
            a = np.asfortranarray(a)
            same(f(a), np.sum(a, axis))


@pytest.mark.parametrize("function", ["sum", "prod", "max", "min", "any"])
@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "int8", "uint16", "bool"])
def test_kinds_and_layouts(function, dtype):
    for axis in [None, 0, 1]:
        f = compiled(function, axis)
        for shape in [(3, 4), (40, 33), (1, 70), (70, 1)]:
            a = numbers(shape, dtype)
            spread = np.zeros((2 * shape[0], 3 * shape[1]), dtype)
            spread[::2, ::3] = a
            for view in (a, np.asfortranarray(a), spread[::2, ::3], np.ascontiguousarray(a[::-1])[::-1]):
                ours, theirs = f(view), getattr(np, function)(view, axis)
                if dtype.startswith("float") and function in ("sum", "prod"):
                    np.testing.assert_allclose(ours, theirs, rtol=1e-5 if dtype == "float32" else 1e-12, atol=1e-4)
                else:
                    same(ours, theirs)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_nan_in_any_place(dtype):
    largest, smallest = compiled("max", None), compiled("min", None)
    for size in (1, 7, 8, 33, 70, 200):
        a = numbers((size,), dtype)
        same(largest(a), a.max())
        same(smallest(a), a.min())
        for place in range(size):
            b = a.copy()
            b[place] = np.nan
            assert np.isnan(largest(b)) and np.isnan(smallest(b))
            b[place] = np.inf
            assert largest(b) == np.inf
            b[place] = -np.inf
            assert smallest(b) == -np.inf


@pytest.mark.parametrize(("function", "text"), [(np.max, "maximum"), (np.min, "minimum")])
def test_nothing_has_no_extreme(function, text):
    f = nb.njit(lambda a: np.max(a) if text == "maximum" else np.min(a))
    with pytest.raises(ValueError, match="zero-size array") as ours:
        f(np.zeros(0))
    with pytest.raises(ValueError, match="zero-size array") as theirs:
        function(np.zeros(0))
    assert str(ours.value) == str(theirs.value)


def mean_square(a, b):
    return np.mean((a - b) * (a - b))


def row_maxima(a, b):
    return np.max(a * b - b, 1)


def column_sums(a, b):
    return np.sum(np.exp(a) + b, 0)


def normalised(a, b):
    t = a - b
    return t / np.sqrt(np.sum(t * t))


def written_between(a, b):
    t = a + b
    a[0, 0] = 1000.0
    return np.sum(t * 2.0)


def written_through_a_view(a, b):
    t = a + b
    row = a[0]
    row[1] = -5.0
    return t - 1.0


def into_what_is_read(a, b):
    a[1:] = (a[:-1] + b[1:]) * 0.5
    a[:, 1:] += a[:, :-1]
    return a


def in_a_loop(a, b):
    total = 0.0
    for k in range(3):
        t = a + k
        a[0, k] = total
        total += np.sum(t - b)
    return total


PROGRAMS = [mean_square, row_maxima, column_sums, normalised, written_between, written_through_a_view, into_what_is_read, in_a_loop]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_fusion_changes_nothing(program):
    f = nb.njit(program)
    for shape in [(6, 5), (40, 300)]:
        a, b = numbers(shape, "float64", 1) / 100, numbers(shape, "float64", 2) / 100
        for layout in (np.array, lambda x: np.asarray(x)[:, ::-1]):
            ours, theirs = f(layout(a.copy()), layout(b.copy())), program(layout(a.copy()), layout(b.copy()))
            np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("program", [mean_square, row_maxima], ids=lambda program: program.__name__)
def test_stretched_inputs(program):
    f = nb.njit(program)
    a, b = numbers((40, 300), "float64", 1), numbers((40, 300), "float64", 2)
    for x, y in [(a, b[:1]), (a, b[:, :1].copy()), (a[:1], b), (a, b[:1, :1].copy())]:
        # Stretched arrays are summed row by row, NumPy sums a whole temporary.
        np.testing.assert_allclose(f(x, y), program(x, y), rtol=1e-13)


total = nb.njit(lambda a: np.sum(a))
along = [nb.njit(lambda a: np.sum(a, 0)), nb.njit(lambda a: np.sum(a, 1))]
rows, columns, parts = st.integers(0, 40), st.integers(2, 400), st.integers(0, 2**32)


@settings(max_examples=60, deadline=None)
@given(rows=rows, columns=columns, seed=parts)
def test_any_shape(rows, columns, seed):
    a = numbers((rows, columns), "float64", seed)
    same(total(a), np.sum(a))
    same(along[0](a), np.sum(a, 0))
    same(along[1](a), np.sum(a, 1))


@settings(max_examples=60, deadline=None)
@given(size=st.integers(0, 5000), step=st.integers(1, 3), seed=parts)
def test_any_length(size, step, seed):
    a = numbers((size,), "float32", seed)
    same(total(a), np.sum(a))
    np.testing.assert_allclose(total(a[::step]), np.sum(a[::step]), rtol=1e-3, atol=1e-2)


@nb.njit
def of_stretched(a):
    b = np.broadcast_to(a, (2, 5))
    c = np.broadcast_to(a[:, None], (5, 3))
    return b.sum(axis=0), b.max(axis=0), b.prod(axis=0), b.all(axis=0), b.sum(axis=1), c.sum(axis=0), c.min(axis=1), b.sum()


@pytest.mark.parametrize("dtype", ["f8", "f4", "i4", "?"])
def test_views_that_are_known_to_be_stretched(dtype):
    a = np.array([3, 0, 1, 2, 1]).astype(dtype)
    for actual, expected in zip(of_stretched(a), of_stretched.py_func(a), strict=True):
        np.testing.assert_array_equal(actual, expected)
        assert np.asarray(actual).dtype == np.asarray(expected).dtype or np.ndim(expected) == 0


@nb.njit
def of_short_rows(a):
    return a.sum(axis=1)


@pytest.mark.parametrize("dtype", ["f8", "f4", "c16", "c8"])
@pytest.mark.parametrize("length", [1, 3, 4, 7, 8, 9, 15, 16, 17, 64, 65, 127, 128, 129])
def test_rows_of_any_length_have_numpys_bits(dtype, length):
    a = (np.random.default_rng(length).normal(size=(5, length)) * 1e3).astype(dtype)
    np.testing.assert_array_equal(of_short_rows(a), a.sum(axis=1))


def with_gaps(a):
    """The same elements with gaps: behind rows, between all elements, and of the first column alone; and upside down in Fortran's order."""
    room = np.zeros(tuple(2 * extent for extent in a.shape), a.dtype)
    for view in (room[tuple(slice(extent) for extent in a.shape)], room[tuple(slice(None, None, -2) for _ in a.shape)]):
        view[...] = a
        yield view
    # One axis of one place is none to NumPy.
    yield np.repeat(a[..., :1], 2, axis=-1)[..., ::2]
    yield np.asfortranarray(a)[::-1]


@nb.njit
def sums(a):
    return a.sum(), a.sum(axis=0), a.sum(axis=1)


@nb.njit
def computed_sums(a):
    return (a - 1).sum(), (a + a[0]).sum(), (a - 1).sum(axis=0), (a - 1).sum(axis=1)


@nb.njit
def sums_of_the_last_axes(a):
    return a.sum(axis=(1, 2)), a.sum(axis=-1)


def check(program, *arguments):
    for ours, theirs in zip(program(*arguments), program.py_func(*arguments), strict=True):
        same(ours, theirs)


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "complex128"])
def test_sums_of_rows_with_gaps(dtype):
    """NumPy sums as many rows at once as its buffer holds."""
    for shape in [(1000, 1), (1, 1000), (30, 40), (300, 3), (129, 129), (3000, 7), (9, 3000), (5, 5000), (2, 20_000)]:
        *views, upside_down = with_gaps(numbers(shape, dtype) / 64)
        check(sums, upside_down)
        for a in views:
            check(sums, a)
            check(computed_sums, a)


@pytest.mark.parametrize("shape", [(2, 3, 4), (10, 20, 30), (200, 3, 3), (3, 200, 9), (3, 3, 2000), (2, 7000, 2), (3, 100, 100)])
def test_sums_of_many_axes_with_gaps(shape):
    corner, backwards, *_ = with_gaps(numbers(shape, "float64"))
    behind = np.zeros((*shape[:2], shape[2] + 1))[..., :-1]
    apart = np.zeros((shape[0], 2 * shape[1], shape[2]))[:, ::2]
    turned = np.zeros((shape[1], shape[0], shape[2])).transpose(1, 0, 2)
    for a in (behind, apart, turned):
        a[...] = corner
    for a in (corner, backwards, behind, apart, turned):
        check(sums_of_the_last_axes, a)
    for a in (corner, backwards, behind, apart, turned, turned.T, np.asfortranarray(corner)[:, ::-1]):
        same(sums(a)[0], a.sum())


LAYOUTS = {
    "C": lambda a: a,
    "F": lambda a: np.asfortranarray(a),
    "rows apart": lambda a: np.pad(a, ((0, 0), (2, 3)))[:, 2:-3],
    "places apart": lambda a: np.repeat(a, 2, axis=1)[:, ::2],
    "rows left out": lambda a: np.repeat(a, 2, axis=0)[::2],
    "backwards": lambda a: np.ascontiguousarray(a[::-1, ::-1])[::-1, ::-1],
    "one row": lambda a: np.broadcast_to(a[:1], a.shape),
}


@nb.njit
def along_both(a):
    b = (a * a).sum(axis=1)
    return a.sum(axis=0), a.sum(axis=1), a.max(axis=0), a.max(axis=1), a.min(axis=0), (a > 1).any(axis=0), (a > 1).sum(axis=1), b


@pytest.mark.parametrize("dtype", ["f8", "f4", "i8", "u1"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("columns", [1, 2, 3, 7, 8, 9, 10, 15, 16, 17, 31, 64, 65, 100])
def test_few_rows_or_places(dtype, layout, columns):
    for rows in [1, 2, 7, 8, 9, 10, 12, 15, 16, 17, 33, 40, 65]:
        a = LAYOUTS[layout](numbers((rows, columns), dtype, rows))
        expected = (a.sum(0), a.sum(1), a.max(0), a.max(1), a.min(0), (a > 1).any(0), (a > 1).sum(1), (a * a).sum(1))
        for ours, theirs in zip(along_both(a), expected, strict=True):
            same(ours, theirs)


@nb.njit
def of_three(a):
    return a.max(axis=(0, 2)), a.sum(axis=1), a.max(axis=1), a.sum(axis=2), a.sum(axis=(0, 2)), a.min(axis=0)


@pytest.mark.parametrize("shape", [(2, 9, 10), (3, 8, 7), (2, 16, 8), (4, 25, 3), (2, 40, 12), (3, 17, 15)])
@pytest.mark.parametrize("dtype", ["f8", "f4", "i8"])
def test_rows_within_blocks(shape, dtype):
    a = numbers(shape, dtype)
    a.flat[7] = -100 if dtype == "i8" else np.nan
    for view in [a, a[:, ::-1], np.repeat(a, 2, axis=2)[:, :, ::2]]:
        expected = (view.max((0, 2)), view.sum(1), view.max(1), view.sum(2), view.sum((0, 2)), view.min(0))
        for ours, theirs in zip(of_three(view), expected, strict=True):
            same(ours, theirs)

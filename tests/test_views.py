"""Views, slices, shapes and indexing by arrays do what NumPy does: values, dtypes, errors, and what shares memory."""

import gc
import weakref

import numpy as np
import pytest
from comparing import difference, executed, outcome
from hypothesis import given, settings
from hypothesis import strategies as st
from numlir import njit
from numlir.errors import TypingError

_compiled = {}


def function(expression, arguments="a, i, j, k", statement=False):
    """A function that returns the expression (or runs a statement), for CPython and compiled."""
    key = (expression, arguments)
    if key not in _compiled:
        body = f"    {expression}\n    return a\n" if statement else f"    return {expression}\n"
        text = f"def f({arguments}):\n{body}"
        file = f"<views {len(_compiled)}>"
        scope = executed(text, file, {"np": np})
        _compiled[key] = scope["f"], njit(scope["f"])
    return _compiled[key]


def check(expression, arguments, names="a, i, j, k", statement=False):
    """Compiled code and CPython agree on result, errors, arguments afterwards, and on what is a view."""
    reference, compiled = function(expression, names, statement)
    expected = outcome(reference, arguments)
    actual = outcome(compiled, arguments)
    problem = None
    if type(actual.error) is not type(expected.error) or str(actual.error) != str(expected.error):
        problem = f"{actual.error!r} instead of {expected.error!r}"
    problem = problem or difference(actual.value, expected.value)
    problem = problem or difference(actual.arguments, expected.arguments)
    assert problem is None, f"{expression}: {problem}"
    for one, other in zip(arrays(actual.value), arrays(expected.value), strict=True):
        if other.size > 1:
            shared = np.shares_memory(one, actual.arguments[0]), np.shares_memory(other, expected.arguments[0])
            assert shared[0] == shared[1], f"{expression}: shares memory {shared}"
            # NumPy's broadcast_arrays() gives writeable arrays, and warns where they are written to.
            writeable = other.flags.writeable and "broadcast_arrays" not in expression
            assert one.flags.writeable == writeable, expression


def arrays(value):
    if isinstance(value, np.ndarray):
        return [value]
    return [array for element in value for array in arrays(element)] if isinstance(value, (tuple, list)) else []


DTYPES = [np.float64, np.int8, np.uint16, np.complex128, np.bool_]


@st.composite
def arrays_of_any_layout(draw, rank=None):
    """An array of rank 0..4, perhaps empty, in C or F order or a view with steps of either sign."""
    rank = draw(st.integers(0, 4)) if rank is None else rank
    shape = tuple(draw(st.lists(st.sampled_from([0, 1, 2, 3, 5]), min_size=rank, max_size=rank)))
    dtype = draw(st.sampled_from(DTYPES))
    layout = draw(st.sampled_from("CFA"))
    if layout == "A" and rank:
        big = np.arange(int(np.prod([2 * extent + 1 for extent in shape]))).reshape([2 * extent + 1 for extent in shape])
        steps = [draw(st.sampled_from([2, -2])) for _ in shape]
        view = big.astype(dtype)[tuple(slice(None, None, step) for step in steps)]
        return view[tuple(slice(0, extent) for extent in shape)]
    array = np.arange(int(np.prod(shape))).reshape(shape).astype(dtype)
    return np.asfortranarray(array) if layout == "F" and rank else array


BOUNDS = st.sampled_from([None, 0, 1, 2, 3, -1, -2, 7, -9, 2**62])
STEPS = st.sampled_from([None, 1, 2, -1, -3, 5, -(2**62)])
INDICES = st.sampled_from([0, 1, -1, 2, -3, 6])


@st.composite
def basic_indices(draw, rank):
    """Python's text of a basic index with the values it uses: integers and slices, `None` and `...`."""
    parts, values = [], []
    dots = draw(st.booleans())
    for _ in range(draw(st.integers(0, rank))):
        kind = draw(st.sampled_from(["integer", "slice", "slice", "new"]))
        if kind == "integer":
            parts.append(f"x[{len(values)}]")
            values.append(draw(INDICES))
        elif kind == "new":
            parts.append("None")
        else:
            bounds = []
            for bound in (draw(BOUNDS), draw(BOUNDS), draw(STEPS)):
                bounds.append("" if bound is None else f"x[{len(values)}]")
                if bound is not None:
                    values.append(bound)
            parts.append(":".join(bounds))
    if dots:
        parts.insert(draw(st.integers(0, len(parts))), "...")
    return (", ".join(parts) or "..."), tuple(values)


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_basic_indices(data):
    array = data.draw(arrays_of_any_layout())
    text, values = data.draw(basic_indices(array.ndim))
    check(f"a[{text}]", (array, values), "a, x")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_assignment_by_basic_indices(data):
    array = data.draw(arrays_of_any_layout())
    text, values = data.draw(basic_indices(array.ndim))
    check(f"a[{text}] = True", (array, values), "a, x", statement=True)


@pytest.mark.parametrize("size", [0, 1, 2, 5])
def test_every_small_slice(size):
    array = np.arange(float(size))
    bounds = [None, *range(-size - 2, size + 3)]
    for step in [None, *range(-3, 4)]:
        for start in bounds:
            for stop in bounds:
                index = slice(start, stop, step)
                check("a[i]", (array, index), "a, i")


def matrix():
    return np.arange(12.0).reshape(3, 4)


SHAPES = [
    "a.T", "a.transpose(1, 0)", "np.transpose(a, (1, 0))", "a.transpose((0, 1))", "np.swapaxes(a, 0, 1)",
    "np.moveaxis(a, 0, -1)", "np.rollaxis(a, 1)", "a.reshape(4, 3)", "a.reshape((2, -1))", "a.reshape(-1)",
    "a.reshape(2, 3, 2)", "np.reshape(a, (4, 3), order='F')", "a.ravel()", "a.ravel('F')", "a.flatten()",
    "a.flatten('F')", "np.expand_dims(a, 0)", "np.expand_dims(a, (0, -1))", "np.squeeze(a[:1], 0)",
    "np.atleast_1d(a)", "np.atleast_2d(a[0])", "np.atleast_3d(a)", "np.broadcast_to(a, (2, 3, 4))",
    "np.broadcast_to(a[0], (5, 4))", "np.broadcast_arrays(a, a[0])", "np.broadcast_shapes((3, 1), (4,))",
    "np.diagonal(a)", "a.diagonal(1)", "a.diagonal(-1)", "a.diagonal(-7)", "a.real", "a.imag", "np.shape(a)",
    "np.ndim(a)", "np.size(a)", "np.size(a, 1)", "len(a)", "a[None].squeeze(0)", "a.T.reshape(2, 6)", "a.T.ravel()",
    "a[::2].reshape(-1)", "a[:, 1:].T", "a.T[1]", "a[...].T.T", "a.mT", "np.permute_dims(a, (1, 0))",
]  # fmt: skip

ERRORS = [
    "a.transpose(0, 0)", "a.transpose(0, 5)", "a.transpose((0,))", "np.swapaxes(a, 0, 3)", "np.moveaxis(a, 5, 0)",
    "a.reshape(5, 5)", "a.reshape(7, -1)", "a.reshape(-1, -1)", "np.expand_dims(a, 5)", "np.squeeze(a, 0)",
    "np.broadcast_to(a, (3,))", "np.broadcast_to(a, (3, 5))", "np.broadcast_shapes((3,), (4,))",
    "np.broadcast_arrays(a, a[:, 0])", "a.diagonal(0, 1, 1)", "np.diagonal(a[0])", "a[::0]", "a[5]", "a[0, -5]",
    "a[np.full(2, 3)]", "a[:, np.full(2, -5)]", "a[np.zeros(2, np.int64), np.zeros(3, np.int64)]",
    "a[np.zeros(2, np.bool_)]", "a[np.zeros((3, 3), np.bool_)]", "np.size(a, 2)",
]  # fmt: skip


@pytest.mark.parametrize("expression", SHAPES + ERRORS)
def test_shapes(expression):
    wide = np.arange(48.0).reshape(6, 8)
    for array in (matrix(), np.asfortranarray(matrix()), wide[::2, ::-2], wide[::2, 1::2] * 1j):
        check(expression, (array, 1, 2, 1))


SELECTIONS = [
    "a[i]", "a[i, i]", "a[:, i]", "a[i, :, i]", "a[:, i, i]", "a[0, :, i]", "a[:, 0, i]", "a[i, None, i]",
    "a[..., i]", "a[i[:, None], i]", "a[m]", "a[a > 5]", "a[m, 1:3]", "a[m, i]", "a[a[:, 0, 0] > -1]", "a[i][..., 0]",
]  # fmt: skip

PUTS = [
    "a[i] = 7", "a[i] = a[0]", "a[:, i] = a", "a[m] = 1.5", "a[m] += 1", "a[a > 3] = 0", "a[a > 3] *= 2",
    "a[i, i] = a[i, i] + 1", "a[i, 0, i] = 5", "a[m, 1] = i", "a[i] += 10", "a[a > 5] = a[a > 5] * 2",
    "a[a > 5] = i", "a[i] = a[:2]", "a[i + 5] = 0",
]  # fmt: skip


@pytest.mark.parametrize("text", SELECTIONS + PUTS)
def test_selection_by_arrays(text):
    base = np.arange(24.0).reshape(2, 3, 4)
    wide = np.arange(192.0).reshape(4, 6, 8)[::2, ::-2, 1::2]
    positions = np.array([1, 0, -1])
    mask = np.array([[True, False, True], [False, True, False]])
    for array in (base, np.asfortranarray(base), wide):
        check(text, (array, positions, mask), "a, i, m", statement=text in PUTS)


def test_writing_through_views_changes_the_base():
    @njit
    def f(a):
        a[1:][0] = 10
        a.T[2] = 20
        row = a[0]
        row[::2] = -1
        a.reshape(-1)[5] = 99
        a[:, 1][:] += 1
        return a[::-1]

    given, expected = matrix(), matrix()
    result = f(given)
    assert np.array_equal(result, f.py_func(expected))
    assert np.array_equal(given, expected)
    assert np.shares_memory(result, given)


def test_views_of_readonly_arrays_are_readonly():
    array = matrix()
    array.flags.writeable = False
    for expression in ("a[1:]", "a.T", "a[0]", "a.reshape(-1)", "a[None]"):
        assert not function(expression)[1](array, 0, 0, 0).flags.writeable


@pytest.mark.parametrize("expression", ["a[1:]", "a.T", "a.reshape(-1)", "a[np.ones(1, np.int8)]", "np.zeros(5)[1:]"])
def test_returned_views_keep_their_memory_and_nothing_else(expression):
    compiled = function(expression)[1]
    array = np.arange(9.0).reshape(3, 3)
    expected = function(expression)[0](array, 0, 0, 0).copy()
    watch = weakref.ref(array)
    view = compiled(array, 0, 0, 0)
    del array
    gc.collect()
    assert np.array_equal(view, expected)
    del view
    gc.collect()
    assert watch() is None


def test_returned_views_do_not_leak():
    import resource

    @njit
    def f(n):
        return np.zeros((n, 1000))[1:, ::2]

    for _ in range(20):
        f(1000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(200):
        f(1000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


PACKED = np.dtype([("x", "f8"), ("y", "i4")])
NESTED = np.dtype([("flag", "?"), ("at", [("re", "f4"), ("im", "f8")]), ("n", "u2")], align=True)


def records(dtype=PACKED):
    array = np.zeros(4, dtype)
    array[dtype.names[0]] = [1, 0, 1, 1]
    array[dtype.names[-1]] = [5, 6, 7, 8]
    return array


RECORDS = [
    "a['x']", "a['x'][1]", "a[i]['x']", "a[1]", "a[1:3]", "a[::-1]['y']", "a['y'][1:]", "a[i]['y'] + a['x'][i]",
]  # fmt: skip
RECORD_PUTS = [
    "a['x'] = 3", "a[i]['y'] = 9", "a['y'][1] = 4", "a[i] = a[0]", "a[0] = (7, 8)", "a['x'][:] = a['y']",
    "a[1:] = a[:-1]", "a[i]['x'] += 2",
]  # fmt: skip


@pytest.mark.parametrize("text", RECORDS + RECORD_PUTS)
def test_records(text):
    reference, compiled = function(text, "a, i", text in RECORD_PUTS)
    for make in (records, lambda: records()[::2], lambda: records(np.dtype([("x", "i1"), ("y", "f8")], align=True))):
        one, other = make(), make()
        expected, actual = reference(one, 1), compiled(other, 1)
        assert np.array_equal(actual, expected) and np.array_equal(one, other)
        assert type(actual) is type(expected) or not isinstance(expected, (np.ndarray, np.void))


def test_fields_as_attributes():
    @njit
    def f(a):
        total = 0.0
        for r in a:
            r.y += 1
            total += r.x * r.y
        return total, a[0].x, a.y

    array = records().view(np.recarray)
    total, first, ys = f(array)
    assert (total, first) == (6 + 8 + 9, 1.0)
    assert list(ys) == [6, 7, 8, 9] and np.shares_memory(ys, array)


def test_nested_records_and_structured_scalars():
    @njit
    def f(a, r):
        a[1]["at"]["im"] = 2.5
        a["at"]["re"][2] = 1.5
        r["n"] = 77
        return a[1]["at"], r, r["at"]["re"]

    array = records(NESTED)
    at, record, real = f(array, array[3])
    assert at["im"] == array[1]["at"]["im"] == 2.5
    assert array["at"]["re"][2] == 1.5
    assert record["n"] == array[3]["n"] == 77
    assert real == 0.0


def test_records_made_inside():
    dtype = PACKED

    @njit
    def f(n):
        made = np.zeros(n, dtype)
        for i in range(n):
            made[i].x = i / 2
            made[i]["y"] = -i
        return made

    assert np.array_equal(f(3), np.array([(0.0, 0), (0.5, -1), (1.0, -2)], dtype))


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.zeros(2, [("s", "O")]), "field 's'"),
        (np.zeros(2, ">f8"), "byte order"),
        (np.zeros(2, [("x", ">f8")]), "byte order"),
    ],
)
def test_dtypes_without_compiled_form_are_refused(array, words):
    with pytest.raises(TypingError) as raised:
        njit(lambda a: a)(array)
    assert words in str(raised.value)


def test_iteration_over_elements():
    @njit
    def flat(a):
        total = a[0, 0] * 0
        for x in a.flat:
            total = total * 2 + x
        a.flat[1] = 50
        return total, a.flat[3], a.flat[-1], len(a.flat)

    @njit
    def places(a):
        total = 0
        for i, j in np.ndindex(a.shape):
            total = total * 3 + i * 10 + j
        for (i, j), x in np.ndenumerate(a):
            total += i * 100 + j * int(x)
        for i, j in np.ndindex(2, 3):
            total += i * j
        return total

    @njit
    def elements(a):
        total = 0.0
        for x in np.nditer(a):
            total += x.item()
        for x in np.nditer(a, None, None):
            x[...] = x[()] + 1
        return total

    wide = np.arange(48.0).reshape(6, 8)
    for array in (matrix(), np.asfortranarray(matrix()), wide[::2, ::-2]):
        one, other = array.copy("K"), array.copy("K")
        assert flat(one) == flat.py_func(other) and np.array_equal(one, other)
        assert places(array) == places.py_func(array)
        assert elements(one) == other.sum() and np.array_equal(one, other + 1)


def test_views_of_other_dtypes():
    for expression in ("a.view(np.int64)", "a.view(np.int32)", "a.view()", "a[0].view(np.uint8)"):
        check(expression, (matrix(), 0, 0, 0))


def test_slices_are_values():
    @njit
    def f(a, s, n):
        own = slice(1, n)
        index = (own, 0)
        return a[s], a[own], a[index], own.start, own.stop, own.step, slice(None).start, slice(1, n, 2)

    array = matrix()
    result = f(array, slice(None, None, -1), 3)
    expected = f.py_func(array, slice(None, None, -1), 3)
    assert all(np.array_equal(x, y) for x, y in zip(result[:3], expected[:3]))
    assert result[3:] == expected[3:]


BEHIND = ["a[7:]", "a[7::2]", "a[3:9]", "a[5:2]", "a[1:-1]", "a[2:][3:]", "a[9:].sum()", "a[9:] + a[:0]", "a[1:] - a[:-1]", "a[2:].reshape(-1)[1:]"]


@pytest.mark.parametrize("expression", BEHIND)
def test_slices_that_start_behind_the_end(expression):
    for size in (0, 1, 2, 4, 10):
        check(expression, (np.arange(float(size)),), "a")


@njit
def filled_behind(a):
    a[9:] = 1.0
    a[2:] += a[:-2]
    b = a[5:]
    b[:] = 3
    return b, a


def test_writing_to_slices_that_start_behind_the_end():
    for size in (2, 3, 6, 12):
        ours, theirs = outcome(filled_behind, (np.arange(float(size)),)), outcome(filled_behind.py_func, (np.arange(float(size)),))
        assert not difference(ours.value, theirs.value)


@pytest.mark.parametrize("dtype", ["?", "i1", "u2", "f2", "i4", "f4", "i8", "f8", "c8", "c16"])
def test_masks_of_every_length_and_dtype(dtype):
    _, selected = function("a[m]", "a, m")
    for size in (0, 1, 7, 8, 9, 16, 17, 63, 64, 65, 200, 2000):
        values = np.random.default_rng(size).integers(0, 100, size)
        a, some = values.astype(dtype), values % 3 == 0
        for mask in (some, ~some, np.zeros(size, bool), np.ones(size, bool), np.repeat(some, 2)[::2]):
            actual = selected(a, mask)
            assert actual.dtype == a.dtype
            np.testing.assert_array_equal(actual, a[mask])
            np.testing.assert_array_equal(true_places(mask), np.flatnonzero(mask))
            for whole in (a.copy(), np.repeat(a, 2)[::2]):
                expected = whole.copy()
                expected[mask] = np.arange(mask.sum())
                place(whole, mask, np.arange(mask.sum()).astype(dtype))
                np.testing.assert_array_equal(whole, expected)
        np.testing.assert_array_equal(selected(np.repeat(a, 2)[::2], some), a[some])


@njit
def place(a, m, values):
    a[m] = values


@njit
def true_places(m):
    return np.flatnonzero(m)


@njit
def doubled(a, m):
    a[m] *= 2
    a[m] = a[~m][: m.sum()]
    return a


def test_places_of_a_mask_filled_from_the_array_itself():
    for size in (4, 17, 200):
        a, mask = np.arange(size * 3.0).reshape(3, size), np.arange(size * 3).reshape(3, size) % 3 == 1
        for whole in (a, np.asfortranarray(a)):
            np.testing.assert_array_equal(doubled(whole.copy(), mask), doubled.py_func(whole.copy(), mask))


@njit
def chosen_columns(a, columns, m):
    return a[:, columns], a[:, m], a[1:, ::-1][:, columns]


def test_columns_of_every_number():
    for width in (1, 5, 30):
        a = np.arange(4.0 * width).reshape(4, width)
        for count in (0, 1, 7, 8, 9, 40):
            columns = np.arange(count) * 7 % width - width // 2
            for whole in (a, np.asfortranarray(a), np.repeat(a, 2, axis=1)[:, ::2]):
                ours, theirs = (call(whole, columns, np.arange(width) % 4 != 1) for call in (chosen_columns, chosen_columns.py_func))
                assert not difference(ours, theirs)


@njit
def conjugates(a):
    a.conj()[0] = 5
    a.conjugate()[1] = 6
    np.conj(a)[2] = 7
    return a


def test_real_arrays_are_their_own_conjugates():
    for dtype in (np.float64, np.int8, np.complex64):
        a = np.zeros(3, dtype)
        np.testing.assert_array_equal(conjugates(a.copy()), conjugates.py_func(a.copy()))

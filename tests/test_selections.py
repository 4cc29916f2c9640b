"""What masks and positions select, and what is made of it at once: bits compared with NumPy's, and its errors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import numlir as nb

DTYPES = ["float64", "float32", "float16", "int64", "int32", "int8", "uint8", "bool", "complex128"]
ORDERED = [dtype for dtype in DTYPES if not dtype.startswith("complex")]

# Of an array and a mask, and the dtypes they are asked of.
USES = {
    "sum": (lambda a, m: np.sum(a[m]), DTYPES),
    "sum of what is made": (lambda a, m: (a + a)[m].sum(), DTYPES),
    "sum of products": (lambda a, m: np.sum(a[m] * np.abs(a)[m]), ORDERED),
    "squares": (lambda a, m: (a[m] ** 2).sum(), ["float64", "float32", "int64", "int32"]),
    "by itself": (lambda a, m: a[a > 1].sum(), ORDERED),
    "by two": (lambda a, m: np.sum(a[m] + a[~m][: a[m].size].sum()), ["float64", "int64"]),
    "nothing odd": (lambda a, m: a[~np.isnan(a)].sum(), ["float64", "float32"]),
    "max": (lambda a, m: np.max(a[m]), ORDERED),
    "min": (lambda a, m: a[m].min(), ORDERED),
    "product": (lambda a, m: np.prod(a[m]), ["int64", "uint8", "float64"]),
    "length": (lambda a, m: len(a[m]), DTYPES),
    "size": (lambda a, m: a[m].size, DTYPES),
    "count": (lambda a, m: np.count_nonzero(a[m] > 1), ORDERED),
    "any": (lambda a, m: np.any(a[m] > 1), ORDERED),
    "all": (lambda a, m: np.all(a[m] > 1), ORDERED),
    "twice": (lambda a, m: (a[m].sum(), a[m][::-1], len(a[m])), ["float64", "int32"]),
    "root": (lambda a, m: np.sqrt(a[m]), ["float64", "float32"]),
    "itself": (lambda a, m: a[m], DTYPES),
    "extract": (lambda a, m: np.extract(m, a), DTYPES),
}
COMPILED = {name: nb.njit(function) for name, (function, _) in USES.items()}


def numbers(shape, dtype, seed, odd=False):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=shape) * 20
    if dtype.startswith("complex"):
        values = values + 1j * rng.normal(size=shape)
    elif dtype == "bool":
        values = values > 0
    elif dtype.startswith("u"):
        values = abs(values)
    values = values.astype(dtype)
    if odd and dtype.startswith("float"):
        values[rng.random(shape) < 0.1] = np.nan
        values[rng.random(shape) < 0.1] = -0.0
    return values


def outcome(function, *arguments):
    """What a call gives, or the error that it raises."""
    with np.errstate(all="ignore"):
        try:
            return function(*arguments)
        except (ValueError, IndexError) as error:
            return type(error), str(error)


def check(function, compiled, *arguments):
    theirs, ours = outcome(function, *arguments), outcome(compiled, *arguments)
    if isinstance(theirs, tuple):
        assert isinstance(ours, tuple) and len(ours) == len(theirs)
        for one, other in zip(ours, theirs):
            np.testing.assert_array_equal(one, other)
    else:
        assert not isinstance(ours, tuple), ours
        np.testing.assert_array_equal(ours, theirs)
        if isinstance(theirs, np.ndarray):
            assert ours.dtype == theirs.dtype


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([(name, dtype) for name, (_, dtypes) in USES.items() for dtype in dtypes]),
    st.sampled_from([0, 1, 7, 8, 9, 63, 64, 65, 127, 128, 129, 300, 2000]),
    st.sampled_from([0.0, 0.02, 0.5, 0.97, 1.0]),
    st.integers(0, 2**16),
    st.booleans(),
)
@pytest.mark.filterwarnings("ignore")
def test_as_numpy(which, size, density, seed, odd):
    name, dtype = which
    a = numbers(size, dtype, seed, odd)
    mask = np.random.default_rng(seed + 1).random(size) < density
    check(USES[name][0], COMPILED[name], a, mask)


def reversed_order(a):
    return a[::-1]


def every_other(a):
    return np.repeat(a, 2, axis=0)[::2]


LAYOUTS = {"C": np.ascontiguousarray, "F": np.asfortranarray, "backwards": reversed_order, "every other": every_other}
SHAPED = ["sum", "max", "length", "count", "itself", "by itself", "squares", "sum of products"]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(SHAPED),
    st.sampled_from(["float64", "int32"]),
    st.sampled_from([(40,), (9, 8), (3, 0), (30, 50), (3, 4, 5)]),
    st.sampled_from(sorted(LAYOUTS)),
    st.sampled_from(sorted(LAYOUTS)),
    st.integers(0, 2**16),
)
def test_layouts(name, dtype, shape, layout, mask_layout, seed):
    a = LAYOUTS[layout](numbers(shape, dtype, seed))
    mask = LAYOUTS[mask_layout](np.random.default_rng(seed + 1).random(shape) < 0.5)
    check(USES[name][0], COMPILED[name], a, mask)


@pytest.mark.parametrize("name", ["sum", "max", "length", "itself"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_rows(name, order):
    a = np.asarray(numbers((20, 6), "float64", 3), order=order)
    for density in (0.5, 1.0):
        mask = np.random.default_rng(4).random(20) < density
        theirs, ours = USES[name][0](a, mask), COMPILED[name](a, mask)
        np.testing.assert_allclose(ours, theirs, rtol=1e-14)


@pytest.mark.parametrize("name", sorted(USES))
def test_masks_that_do_not_fit(name):
    if name in ("by itself", "nothing odd", "extract"):
        return
    a = np.ones(5)
    for size in (4, 6):
        with pytest.raises(IndexError, match="boolean index did not match indexed array along axis 0; size of axis is 5"):
            COMPILED[name](a, np.ones(size, bool))


@pytest.mark.parametrize("name", sorted(USES))
def test_masks_without_elements_select_none(name):
    check(USES[name][0], COMPILED[name], np.ones(5), np.ones(0, bool))


def test_masks_that_do_not_fit_what_they_change():
    @nb.njit
    def change(a, m, value):
        a[m] = value

    a = np.ones((3, 4))
    for shape, text in [((2, 4), "axis 0; size of axis is 3"), ((3, 5), "axis 1; size of axis is 4"), ((4,), "axis 0; size of axis is 3")]:
        for value in (0.0, np.zeros(1)):
            with pytest.raises(IndexError, match=f"boolean index did not match indexed array along {text}"):
                change(a, np.ones(shape, bool), value)
    assert (a == 1).all()


def test_a_mask_is_looked_at_before_anything_is_done():
    @nb.njit
    def sum_after(a, mask, log):
        total = np.sum(a[mask])
        log[0] = total
        return total

    log = np.zeros(1)
    with pytest.raises(IndexError, match="size of corresponding boolean axis is 3"):
        sum_after(np.ones(5), np.ones(3, bool), log)
    assert log[0] == 0.0


def test_nothing_selected():
    a, mask = np.ones(300), np.zeros(300, bool)
    for name, word in (("max", "maximum"), ("min", "minimum")):
        with pytest.raises(ValueError, match=f"zero-size array to reduction operation {word} which has no identity"):
            COMPILED[name](a, mask)
    assert COMPILED["sum"](a, mask) == 0.0
    assert COMPILED["length"](a, mask) == 0


def test_writes_between():
    @nb.njit
    def write_array(a, mask):
        some = a[mask]
        a[0] = 1000.0
        return some.sum(), some.max(), a.sum()

    @nb.njit
    def write_mask(a, mask):
        some = a[mask]
        mask[:] = False
        return np.sum(some), len(a[mask])

    @nb.njit
    def write_selection(a, mask):
        some = a[mask]
        some[0] = 1000
        return some.sum() + a[0]

    @nb.njit
    def write_in_loop(a, mask):
        total = 0.0
        for i in range(a.size):
            some = a[mask]
            a[i] = 0.0
            total += some.sum() + a[mask].max()
        return total

    for dtype in ("float64", "int64"):
        a, mask = np.arange(300).astype(dtype), np.arange(300) % 3 == 0
        for compiled in (write_array, write_mask, write_selection, write_in_loop):
            theirs = compiled.py_func(a.copy(), mask.copy())
            assert compiled(a.copy(), mask.copy()) == theirs


def test_bytes_of_masks():
    """Whatever is not zero is true."""
    mask = np.array([2, 0, 1, 255, 0] * 30, np.uint8).view(bool)
    for dtype in ("float64", "int64", "int8"):
        a = np.arange(150).astype(dtype)
        for name in ("sum", "max", "length", "itself", "count"):
            np.testing.assert_array_equal(COMPILED[name](a, mask), USES[name][0](a, mask.view(np.uint8) != 0))


def test_in_parallel():
    @nb.njit(parallel=True)
    def sums(a, masks, out):
        for i in nb.prange(masks.shape[0]):
            out[i] = a[masks[i]].sum() + a[masks[i]].max()

    a = numbers(1000, "float64", 5)
    masks = np.random.default_rng(6).random((50, 1000)) < 0.5
    out = np.zeros(50)
    sums(a, masks, out)
    np.testing.assert_array_equal(out, [a[mask].sum() + a[mask].max() for mask in masks])


@nb.njit
def taken(a, positions):
    return a[positions]


@nb.njit
def sum_of_taken(a, positions):
    return np.sum(a[positions])


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(DTYPES),
    st.sampled_from(["int64", "int32", "int8", "uint8", "uint64"]),
    st.sampled_from([0, 1, 9, 100]),
    st.sampled_from([0, 1, 8, 200]),
    st.sampled_from([None, "behind", "before"]),
    st.integers(0, 2**16),
)
@pytest.mark.filterwarnings("ignore")
def test_positions(dtype, kind, size, count, outside, seed):
    a = numbers(size, dtype, seed)
    lowest = 0 if kind.startswith("u") else -size
    positions = np.random.default_rng(seed).integers(lowest, max(size, lowest + 1), count).astype(kind)
    if outside and count > 0 and not (outside == "before" and lowest == 0):
        positions[count // 2] = size if outside == "behind" else -size - 1
    for compiled in (taken, sum_of_taken):
        check(compiled.py_func, compiled, a, positions)


def test_positions_of_no_array_elements():
    with pytest.raises(IndexError, match="index 0 is out of bounds for axis 0 with size 0"):
        taken(np.zeros(0), np.zeros(3, np.int64))


@pytest.mark.parametrize("unit", ["s", "D"])
def test_dates(unit):
    dates = np.arange(300).astype(f"datetime64[{unit}]")
    spans = np.arange(300).astype(f"timedelta64[{unit}]")
    dates[5] = spans[6] = "NaT"
    for density in (0.0, 0.5, 1.0):
        mask = np.random.default_rng(1).random(300) < density
        for a in (dates, spans, dates[::2], spans[::-1]):
            m = mask[: a.size]
            check(USES["itself"][0], COMPILED["itself"], a, m)
            check(USES["max"][0], COMPILED["max"], a, m)
        check(USES["sum"][0], COMPILED["sum"], spans, mask)


@pytest.mark.parametrize("name", ["sum", "products", "squares", "max", "min", "length", "size", "count", "any", "all"])
def test_no_array_is_made(name):
    function = (lambda a, m: np.sum(a[m] * a[::-1].copy()[m])) if name == "products" else USES[name][0]
    compiled = nb.njit(function)
    a, mask = np.arange(20.0), np.arange(20) % 3 == 0
    assert compiled(a, mask) == function(a, mask)
    (text,) = compiled.inspect_llvm().values()
    # Where that is another array, it is made, and no more.
    assert text.count("call ptr @numlir_allocate(") == (1 if name == "products" else 0)


# What positions select

GATHERED = {
    "sum": (lambda a, w, p: a[p].sum(), DTYPES),
    "mean": (lambda a, w, p: np.mean(a[p]), ["float64", "float32", "int32"]),
    "weighted": (lambda a, w, p: (w * a[p]).sum(), ["float64", "float32", "int64"]),
    "two of the same": (lambda a, w, p: a[p] * w[p], ORDERED),
    "sum of two": (lambda a, w, p: (a[p] * w[p]).sum(), ["float64", "float32", "int64"]),
    "squares": (lambda a, w, p: (a[p] ** 2).sum(), ["float64", "float32", "int64"]),
    "moved": (lambda a, w, p: a[p] + 1, ["float64", "float32", "int64", "uint8"]),
    "differences": (lambda a, w, p: np.abs(a[p] - w).max(), ["float64", "float32", "int64"]),
    "max": (lambda a, w, p: a[p].max(), ORDERED),
    "min": (lambda a, w, p: np.min(a[p]), ORDERED),
    "product": (lambda a, w, p: np.prod(a[p]), ["int64", "uint8", "float64"]),
    "count": (lambda a, w, p: np.count_nonzero(a[p] > 1), ORDERED),
    "any": (lambda a, w, p: np.any(a[p] > 1), ORDERED),
    "chain": (lambda a, w, p: a[p][::-1].sum() + a[a[p].astype(np.int64) % len(a)].sum(), ["int64", "int8"]),
    "twice": (lambda a, w, p: (a[p].sum(), a[p], len(a[p])), ["float64", "int32"]),
    "of what is made": (lambda a, w, p: (a + w)[p].sum(), ["float64", "int64"]),
    "itself": (lambda a, w, p: a[p], DTYPES),
    "where": (lambda a, w, p: np.where(a[p] > 1, a[p], w), ["float64", "int32"]),
    "quotients": (lambda a, w, p: a[p] // (w[p] * w[p] + 1), ["int64", "int32"]),
}
GATHERING = {name: nb.njit(function) for name, (function, _) in GATHERED.items()}


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([(name, dtype) for name, (_, dtypes) in GATHERED.items() for dtype in dtypes]),
    st.sampled_from([1, 2, 7, 8, 9, 31, 127, 128, 129, 300, 2000]),
    st.booleans(),
    st.integers(0, 2**16),
    st.booleans(),
)
@pytest.mark.filterwarnings("ignore")
def test_positions_as_numpy(which, size, from_behind, seed, odd):
    name, dtype = which
    a, w = numbers(size, dtype, seed, odd), numbers(size, dtype, seed + 1)
    positions = np.random.default_rng(seed).integers(-size if from_behind else 0, size, size)
    check(GATHERED[name][0], GATHERING[name], a, w, positions)


@pytest.mark.parametrize("place", [5, -6, np.iinfo(np.int64).min, np.iinfo(np.int64).max])
@pytest.mark.parametrize("name", sorted(GATHERED))
def test_positions_outside(name, place):
    a = np.ones(5, GATHERED[name][1][0])
    positions = np.array([0, -5, 4, place, 99])
    with pytest.raises(IndexError, match=f"index {place} is out of bounds for axis 0 with size 5"):
        GATHERING[name](a, a, positions)
    with pytest.raises(IndexError, match="index 0 is out of bounds for axis 0 with size 0"):
        GATHERING[name](a[:0], a[:0], positions[:1])


def test_positions_are_looked_at_before_anything_is_done():
    @nb.njit
    def sum_after(a, w, positions, log):
        some = a[positions]
        log[0] = 1
        return (some * w).sum()

    log = np.zeros(1)
    with pytest.raises(IndexError, match="index 7 is out of bounds"):
        sum_after(np.ones(5), np.ones(2), np.array([0, 7]), log)
    assert log[0] == 0.0


def test_positions_and_writes_between():
    @nb.njit
    def write_array(a, positions):
        some = a[positions]
        a[0] = 1000
        return some.sum(), (some + 1).max(), a[positions].sum()

    @nb.njit
    def write_positions(a, positions):
        some = a[positions]
        positions[:] = 0
        return (some * 2).sum(), a[positions].sum()

    @nb.njit
    def write_what_is_made(a, positions):
        some = a[positions] + 1
        a[:] = 0
        return some.sum(), a.sum()

    @nb.njit
    def into_itself(a, positions):
        a[:] = a[positions] + 1
        a += a[positions]
        return a.sum()

    @nb.njit
    def write_in_loop(a, positions):
        total = a[0]
        for i in range(a.size):
            some = a[positions]
            a[i] = 0
            total += some.sum() + a[positions].max()
        return total

    for dtype in ("float64", "int64"):
        a, positions = np.arange(300).astype(dtype), np.arange(300)[::-1] % 77
        for compiled in (write_array, write_positions, write_what_is_made, into_itself, write_in_loop):
            theirs = compiled.py_func(a.copy(), positions.copy())
            assert compiled(a.copy(), positions.copy()) == theirs


def test_positions_are_stretched():
    compiled = nb.njit(lambda a, w, p: (a[p] * w, (a[p] - w).sum()))
    a, w = np.arange(5.0), np.arange(300.0)
    for positions in (np.array([3]), np.array([-1])):
        check(compiled.py_func, compiled, a, w, positions)
    with pytest.raises(ValueError, match="could not be broadcast"):
        compiled(a, w, np.array([3, 2]))


def test_positions_in_parallel():
    @nb.njit(parallel=True)
    def rows(a, positions, out):
        for i in nb.prange(len(out)):
            out[i] = (a[positions] * a[i]).sum()
        return a[positions].sum() + (a[positions] + 1).max()

    a, positions = np.arange(1000.0), np.arange(1000) * 7 % 1000
    ours, theirs = np.zeros(1000), np.zeros(1000)
    assert rows(a, positions, ours) == rows.py_func(a, positions, theirs)
    np.testing.assert_array_equal(ours, theirs)


@nb.njit
def over_selected_rows(a, rows, limit):
    chosen = a[rows]
    spread = (a[rows] * a[rows]).sum(axis=0), (a[rows] > limit).any(axis=0), a[rows].max(axis=0, initial=limit)
    return a[rows].sum(axis=0), a[rows].mean(axis=0), a[a[:, 0] > limit].sum(axis=0), chosen, chosen.sum(axis=1), *spread


@pytest.mark.parametrize("dtype", ["f8", "f4", "i8", "u1"])
@pytest.mark.parametrize("columns", [1, 2, 3, 7, 8, 9, 20, 64, 65, 300])
def test_reductions_over_selected_rows(dtype, columns):
    """A single column is summed pairwise, as are the columns of two and more row by row."""
    rng = np.random.default_rng(columns)
    for rows in [1, 7, 8, 9, 17, 33, 65, 200]:
        a = (rng.normal(size=(rows, columns)) * 100).astype(dtype)
        mask = rng.random(rows) < 0.5
        mask[0] = True
        for ours, theirs in zip(over_selected_rows(a, mask, 3), over_selected_rows.py_func(a, mask, 3), strict=True):
            np.testing.assert_array_equal(ours, theirs)
            assert ours.dtype == theirs.dtype


@nb.njit
def over_selected_blocks(a, blocks):
    return a[blocks].sum(axis=0), a[blocks].prod(axis=0), a[blocks[:, 0]].sum(axis=0), a[blocks[:, 0]].min(axis=0), a[blocks[:, 0]]


@pytest.mark.parametrize("shape", [(3, 1, 1), (9, 1, 1), (20, 2, 1), (20, 1, 3), (9, 2, 9), (30, 5, 3), (20, 9, 9)])
def test_reductions_over_selected_blocks(shape):
    rng = np.random.default_rng(1)
    a, blocks = rng.normal(size=shape), rng.random(shape[:2]) < 0.5
    blocks[0] = True
    for ours, theirs in zip(over_selected_blocks(a, blocks), over_selected_blocks.py_func(a, blocks), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@nb.njit
def rows_selected_before_they_change(a, rows):
    chosen = a[rows]
    a[...] = 0
    return chosen.sum(axis=0)


def test_selected_rows_are_those_of_before():
    a, rows = np.arange(12.0).reshape(4, 3), np.array([True, False, True, True])
    np.testing.assert_array_equal(rows_selected_before_they_change(a.copy(), rows), a[rows].sum(axis=0))


@nb.njit
def no_rows(a, rows):
    return a[rows].sum(axis=0), a[rows].shape


def test_no_row_is_selected():
    total, shape = no_rows(np.ones((5, 3)), np.zeros(5, np.bool_))
    np.testing.assert_array_equal(total, np.zeros(3))
    assert shape == (0, 3)

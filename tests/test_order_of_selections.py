"""Where elements lie in memory that positions and masks select: the strides and flags of results are NumPy's, and so are the bits of sums of them."""

import functools
import itertools

import numpy as np
import pytest
from comparing import executed
from hypothesis import given, settings
from hypothesis import strategies as st

import numlir as nb

EXTENTS = (4, 5, 6)


def values(shape):
    return np.random.default_rng(0).normal(size=shape)


LAYOUTS = {
    "C": lambda a: a,
    "F": np.asfortranarray,
    "exchanged": lambda a: np.ascontiguousarray(a.swapaxes(0, -1)).swapaxes(0, -1),
    "last first": lambda a: np.ascontiguousarray(np.moveaxis(a, -1, 0)).transpose(*range(1, a.ndim), 0),
    "backwards": lambda a: a[::-1].copy()[::-1],
    "gaps": lambda a: np.repeat(a, 3, axis=-1)[..., ::3],
}
POSITIONS = {
    "i": np.array([2, 0, -1]),
    "j": np.array([1, 0, 3], np.int32)[::-1],
    "p": np.array([[2, 0, 1], [-1, 1, 3]]),
    "q": np.array([[2, 0], [1, -1], [0, 3]]).T,
    "s": np.array([[1], [0]]),
    "t": np.arange(12).reshape(2, 2, 3).transpose(1, 0, 2)[:, :, ::-1] % 4,
    "k": 1,
}
# Which of them are broadcast together.
FAMILIES = [("i", "j", "k"), ("i", "p", "q", "k"), ("p", "q", "s", "k"), ("q", "k"), ("q", "t", "i", "k")]
MASKS = {f"m{axis}": np.arange(extent) % 2 == 0 for axis, extent in enumerate(EXTENTS)} | {
    f"n{axis}": np.add.outer(np.arange(extents[0]), np.arange(extents[1])) % 5 == 0
    for axis, extents in enumerate(itertools.pairwise(EXTENTS))
}
SLICES = [":", ":", ":", "::-1", "1:", "::2", "1:2", "2:2"]


@functools.cache
def selecting(index):
    """The function that selects, compiled and not."""
    names = {"a": None} | POSITIONS | MASKS
    given = [name for name in names if name in index.replace("None", "")]
    text = f"def selected(a, {', '.join(given)}):\n    return a[{index}]\n"
    selected = executed(text, f"<a[{index}]>", {})["selected"]
    arguments = [(POSITIONS | MASKS)[name] for name in given]
    return selected, nb.njit(selected), arguments


def assert_laid_out_alike(got, expected):
    assert got.shape == expected.shape
    np.testing.assert_array_equal(got, expected)
    assert got.flags.c_contiguous == expected.flags.c_contiguous
    assert got.flags.f_contiguous == expected.flags.f_contiguous
    if expected.size:
        # Along an axis of one place no step is made.
        steps = [(g, e) for g, e, extent in zip(got.strides, expected.strides, expected.shape) if extent > 1]
        assert [got for got, _ in steps] == [expected for _, expected in steps]


@st.composite
def indices(draw):
    """An index with at least one array."""
    rank = draw(st.integers(1, 3))
    family = draw(st.sampled_from(FAMILIES))
    kinds, axis, parts = ["positions", "slice", "slice", "mask", "new", "rest"], 0, []
    while axis < rank:
        kind = draw(st.sampled_from(kinds))
        if kind == "positions":
            parts.append(draw(st.sampled_from(family)))
        elif kind == "slice":
            parts.append(draw(st.sampled_from(SLICES)))
        elif kind == "mask":
            two = axis + 1 < rank and draw(st.booleans())
            parts.append(("n" if two else "m") + str(axis))
            axis += two
        elif kind == "new":
            parts.append("None")
            continue
        else:
            break
        axis += 1
    if not any(part in family[:-1] or part[0] in "mn" for part in parts):
        parts.append(draw(st.sampled_from(family[:-1])))
        rank = max(rank, axis + 1)
    return min(rank, 3), ", ".join(parts)


@given(indices(), st.sampled_from(sorted(LAYOUTS)))
@settings(max_examples=80, deadline=None)
def test_mixes(case, layout):
    rank, index = case
    a = LAYOUTS[layout](values(EXTENTS[:rank]))
    function, compiled, arguments = selecting(index)
    try:
        expected = function(a, *arguments)
    except IndexError:
        # What selects does not fit together.
        with pytest.raises((IndexError, nb.errors.TypingError)):
            compiled(a, *arguments)
        return
    assert_laid_out_alike(compiled(a, *arguments), expected)


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
@pytest.mark.parametrize("index", [":, i", ":, :, i", ":, i, 0", "i, :, j", ":, q", ":, :, q", "q", "q, p, t", "m0", "n0", ":, n1", "0, q, 1", "1:2, q, 2:3"])
def test_layouts(index, layout):
    function, compiled, arguments = selecting(index)
    a = LAYOUTS[layout](values(EXTENTS))
    assert_laid_out_alike(compiled(a, *arguments), function(a, *arguments))


@pytest.mark.parametrize("dtype", [np.float32, np.complex128, np.bool_, np.int8, "M8[s]", "S3", [("x", "i4"), ("y", "f8")]])
def test_dtypes(dtype):
    a = np.zeros((4, 5), dtype)
    a.reshape(-1).view(np.uint8)[::3] = 1 if dtype is np.bool_ else 65
    function, compiled, arguments = selecting(":, i")
    assert_laid_out_alike(compiled(a, *arguments), function(a, *arguments))


def sums(a, i):
    chosen = a[:, i]
    return chosen.sum(axis=0), chosen.sum(axis=1), chosen.sum(), chosen.mean(axis=1), np.cumsum(chosen, axis=1)


@pytest.mark.parametrize("shape", [(3, 40), (300, 4), (50, 9), (1, 20), (20, 1), (0, 3)])
@pytest.mark.parametrize("count", [1, 3, 40, 300])
def test_sums(shape, count):
    a = values(shape)
    i = np.random.default_rng(1).integers(0, shape[1], count)
    for got, expected in zip(nb.njit(sums)(a, i), sums(a, i)):
        np.testing.assert_array_equal(got, expected)


def raveled(a, i):
    return a[:, i].ravel(), a[:, i].ravel("F"), a[:, i].T.ravel(), a[:, i].reshape(-1), a[:, i].flatten()


def test_order_of_elements():
    a, i = values((4, 5)), POSITIONS["i"]
    for got, expected in zip(nb.njit(raveled)(a, i), raveled(a, i)):
        np.testing.assert_array_equal(got, expected)


def large(a, i):
    return a[:, i]


@pytest.mark.parametrize("shape", [(600, 40), (300, 512), (20, 3000), (513, 2)])
def test_many_rows(shape):
    a = values(shape)
    i = np.random.default_rng(2).integers(-shape[1], shape[1], 77)
    assert_laid_out_alike(nb.njit(large)(a, i), large(a, i))

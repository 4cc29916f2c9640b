"""Functions that join, repeat, reorder, cut, pad and pick elements."""

import numpy as np
import pytest
from arrays import ALL, CUBES, MATRICES, SOME, TESSERACTS, VECTORS
from compare import check

from numlir import njit


@njit
def joined(a, b):
    return (
        np.concatenate((a, a)),
        np.concatenate((a, b, a), axis=-1),
        np.concatenate((a, b), axis=None),
        np.concatenate((a, b), dtype=np.complex128),
        np.concatenate((a, b), out=np.empty((2 * a.shape[0],) + a.shape[1:], np.complex128)),
        np.append(a, b),
        np.append(a, b, axis=0),
        np.append(a, 3),
    )


@njit
def stacked(a, b):
    stacks = np.stack((a, b)), np.stack((a, b, a), axis=1), np.stack((a, b), axis=-1)
    rows = np.vstack((a, b)), np.hstack((a, b)), np.dstack((a, b)), np.column_stack((a, b, a))
    return stacks + rows


@pytest.mark.parametrize("a", SOME)
def test_joining(a):
    check(joined, a, a.astype(np.float32 if a.dtype != np.uint32 else np.int8))
    check(stacked, a, a)


@njit
def rows_joined(a):
    return np.concatenate(a), np.concatenate(a, axis=1), np.concatenate(a, axis=None)


@njit
def mixed(a, x):
    return np.hstack((x, a, 2)), np.column_stack((a, a[:, None])), np.vstack((a, a)), np.append(x, a), np.dstack((x, x))


def test_joining_what_is_no_array():
    check(rows_joined, CUBES[0])
    check(mixed, VECTORS[0], 3)


@njit
def lists_joined(a, b):
    rows = []
    for row in a:
        rows.append(row)
    joined = (
        np.concatenate([a, b]),
        np.concatenate([a, a], axis=1),
        np.concatenate([a, b], axis=None),
        np.concatenate(rows),
    )
    stacked = np.stack([a, a]), np.stack([a, a], axis=-1), np.stack(rows, 1)
    filled = (
        np.vstack(rows),
        np.hstack(rows),
        np.hstack([a, a]),
        np.dstack(rows),
        np.column_stack(rows),
        np.vstack([a, b]),
    )
    return joined + stacked + filled + (np.append(a, [1, 2]), np.append([1, 2], [a.shape[0]]), np.hstack([1, 2, 3]))


@pytest.mark.parametrize("a", [MATRICES[0], MATRICES[1], MATRICES[2]])
def test_joining_lists(a):
    check(lists_joined, a, a[1:])


@njit
def split_up(a, n, cuts):
    even = np.split(a, 2), np.array_split(a, n), np.array_split(a, 2, axis=-1), np.hsplit(a, 1)
    return even + (np.split(a, cuts), np.array_split(a, [1, 2], axis=-1), np.split(a, (1, 9, -1)))


@njit
def split_matrix(a):
    return np.vsplit(a, 2), np.hsplit(a, [1]), np.vsplit(a, [1, 3])


@pytest.mark.parametrize("a", [VECTORS[2], MATRICES[1].T, CUBES[0]])
def test_splitting(a):
    check(split_up, a, 3, np.array([1, 1, 2]))
    if a.ndim == 2:
        check(split_matrix, a)


@njit
def split_views(a):
    parts = np.split(a, 2)
    parts[1][0] = 77
    return len(parts)


def test_parts_are_views():
    check(split_views, VECTORS[2].copy())


@njit
def listed(a):
    return np.take(a, [0, -1]), np.delete(a, [0, 1]), np.insert(a, [0, 1], [7, 8]), np.repeat(a, [2])


@njit
def where_forms(a):
    return (
        np.where(a),
        np.where(a > 0),
        np.where([True, False], (1, 2), 3),
        a.item(1),
        a.item(-1),
        a.item(*((0,) * a.ndim)),
    )


@njit
def lists_chosen(a, i):
    return (
        np.select([a > 3, a > 1], [a, a * 10]),
        np.select([a > 3, a > 1], [a, a * 10], -1),
        np.choose(i, [a, a * 2, -a]),
    )


def test_lists():
    check(listed, VECTORS[0])
    check(listed, MATRICES[0])
    check(listed, MATRICES[2])
    check(where_forms, VECTORS[0])
    check(where_forms, MATRICES[1])
    check(lists_chosen, MATRICES[0], MATRICES[0] % 3)


@njit
def as_lists(a, point):
    return a.tolist(), a[0].tolist(), point.tolist()


def test_tolist():
    check(as_lists, MATRICES[0], np.array(2.5))
    check(as_lists, CUBES[1].astype(np.int64), np.array(3))


@njit
def turned(a):
    flips = np.flip(a), np.flip(a, 0), np.flip(a, -1), np.flip(a, (0,)), np.flipud(a)
    rolls = (
        np.roll(a, 1),
        np.roll(a, -2),
        np.roll(a, 1, axis=0),
        np.roll(a, -17, axis=-1),
        np.roll(a, (1, 2), axis=(0, -1)),
    )
    return flips + rolls + (np.roll(a, (1, 2)), np.roll(a, 1, axis=(0, -1)), np.roll(a, (1, 1), 0))


@njit
def quarter_turns(a):
    turns = (
        np.rot90(a),
        np.rot90(a, 2),
        np.rot90(a, -1),
        np.rot90(a, 4),
        np.rot90(a, axes=(1, 0)),
        np.rot90(a, 1, (-1, 0)),
    )
    return turns + (np.fliplr(a), np.flip(a, (0, 1)))


@pytest.mark.parametrize("a", SOME + TESSERACTS)
def test_turning(a):
    check(turned, a)
    if a.ndim > 1:
        check(quarter_turns, a)


@njit
def repeated(a, n, counts):
    repeats = (
        np.repeat(a, n),
        np.repeat(a, n, axis=0),
        a.repeat(n, axis=-1),
        np.repeat(a, counts, axis=0),
        np.repeat(a, (2,)),
    )
    tiles = np.tile(a, n), np.tile(a, (n, 2)), np.tile(a, (2, n, 1)), np.tile(a, ())
    return (
        repeats + tiles + (np.resize(a, (3, n)), np.resize(a, 7), np.resize(a, (n, 0)), np.repeat(5, n), np.tile(5, n))
    )


@pytest.mark.parametrize("a", SOME)
def test_repeating(a):
    check(repeated, a, 2, np.arange(a.shape[0]) % 3)


def test_repeating_nothing():
    check(repeated, MATRICES[0], 0, np.zeros(3, np.uint8))


@njit
def deleted_by_masks(a):
    return np.delete(a, [True, False, False], axis=0), np.delete(a, (True, False), axis=1)


def test_deleting_by_lists_of_truths():
    check(deleted_by_masks, np.arange(6.0).reshape(3, 2))


@njit
def deleted(a, i, positions):
    one = np.delete(a, i), np.delete(a, i, axis=0), np.delete(a, -1, axis=-1)
    many = np.delete(a, positions, axis=0), np.delete(a, (0, -1), axis=-1), np.delete(a, slice(None, None, 2))
    return one + many + (np.delete(a, slice(1, 3), axis=0), np.delete(a, positions > 0))


@pytest.mark.parametrize(
    "a", [VECTORS[0], VECTORS[2], MATRICES[0], MATRICES[1], CUBES[0], TESSERACTS[0].transpose(1, 2, 3, 0)]
)
def test_deleting(a):
    positions = np.resize([1, -1, 0], a.size) % a.shape[0]
    check(deleted, a, 1, positions)


@njit
def inserted(a, i, positions):
    numbers = np.insert(a, i, 5), np.insert(a, i, 5, axis=0), np.insert(a, -1, a[-1], axis=0)
    several = np.insert(a, positions, 9, axis=0), np.insert(a, (0, 1, 0, 1), 8, axis=-1), np.insert(a, slice(0, 2), 7)
    return numbers + several + (np.insert(a, (1, 1, 0), (4, 5, 6)), np.insert(a, (1,), (4, 5, 6)))


@pytest.mark.parametrize("a", [VECTORS[0], VECTORS[2], MATRICES[0], MATRICES[1], CUBES[0], CUBES[1]])
def test_inserting(a):
    check(inserted, a, 2, np.array([1, 0, -1, 1]))
    check(inserted, a, 0, np.array([1]))


@njit
def inserted_rows(a):
    return (
        np.insert(a, 1, a[:, 0], axis=1),
        np.insert(a, (0, 2), a[:, :2], axis=1),
        np.insert(a, (1,), a[:, :1], axis=1),
    )


def test_inserting_rows():
    check(inserted_rows, MATRICES[0])


@njit
def padded(a):
    constants = (
        np.pad(a, 1),
        np.pad(a, (2, 1), constant_values=1),
        np.pad(a, (1, 2), "constant", constant_values=(0, 1)),
    )
    return constants + (
        np.pad(a, (0, 3), "edge"),
        np.pad(a, 2, "reflect"),
        np.pad(a, (7, 9), "reflect"),
        np.pad(a, 2, "symmetric"),
        np.pad(a, (7, 9), "symmetric"),
        np.pad(a, 2, "wrap"),
        np.pad(a, (7, 9), "wrap"),
    )


@njit
def padded_by_values(a):
    ramps = np.pad(a, 2, "linear_ramp"), np.pad(a, (3, 2), "linear_ramp", end_values=(5, -4))
    extremes = (
        np.pad(a, 2, "maximum"),
        np.pad(a, 3, "minimum", stat_length=2),
        np.pad(a, 1, "maximum", stat_length=(1, 2)),
    )
    means = np.pad(a, 2, "mean"), np.pad(a, (1, 3), "mean", stat_length=2)
    return ramps + extremes + means + (np.pad(a, 2, "median"), np.pad(a, (1, 3), "median", stat_length=(2, 3)))


@pytest.mark.parametrize("a", [VECTORS[0], VECTORS[1], VECTORS[2], MATRICES[1], MATRICES[3], CUBES[0], TESSERACTS[0]])
def test_padding(a):
    check(padded, a)


@pytest.mark.parametrize("a", [VECTORS[0], MATRICES[0], MATRICES[1], CUBES[0]])
def test_padding_by_values(a):
    check(padded_by_values, a)


def test_padding_bools():
    check(njit(lambda a: (np.pad(a, 1, "mean"), np.pad(a, 1, "median"))), np.array([True, False]))


@njit
def padded_oddly(a):
    short = np.pad(a, 2, "reflect", reflect_type="odd"), np.pad(a, 2, "symmetric", reflect_type="odd")
    long = np.pad(a, (7, 9), "reflect", reflect_type="odd"), np.pad(a, (13, 9), "symmetric", reflect_type="odd")
    return short + long + (np.pad(a, (0, 5), "reflect", reflect_type="odd"),)


@pytest.mark.parametrize("a", [VECTORS[0], VECTORS[3], MATRICES[0], MATRICES[1], MATRICES[2], CUBES[0], CUBES[1]])
def test_padding_oddly(a):
    check(padded_oddly, a)


@njit
def padded_by_axis(a):
    return (
        np.pad(a, ((1, 0), (0, 2), (3, 1)), constant_values=((1, 2), (3, 4), (5, 6))),
        np.pad(a, ((1, 0), (0, 2), (3, 1)), "wrap"),
        np.pad(a, ((1,), (2,), (0,)), "edge"),
        np.pad(a, ((2, 1),), "symmetric"),
        np.pad(a, np.array(((1, 0), (0, 2), (3, 1))), "reflect"),
        np.pad(a[:, :0], ((1, 1), (0, 0), (2, 2)), "edge"),
    )


def test_padding_by_axis():
    check(padded_by_axis, CUBES[0])


@njit
def trimmed(a, floats):
    ends = np.trim_zeros(a), np.trim_zeros(a, "f"), np.trim_zeros(a, "b"), np.trim_zeros(a[:2])
    return ends + (np.trim_zeros(floats), np.trim_zeros(a[:0]))


@njit
def trimmed_boxes(a):
    return np.trim_zeros(a), np.trim_zeros(a, "f"), np.trim_zeros(a, "b", axis=-1), np.trim_zeros(a, axis=(0, 1))


@njit
def unwrapped(phase, turns):
    whole = np.unwrap(turns, period=8), np.unwrap(turns, period=7), np.unwrap(turns)
    return whole + (
        np.unwrap(phase),
        np.unwrap(phase[0], discont=4),
        np.unwrap(phase, axis=0),
        np.unwrap(phase, period=5.0),
    )


def test_trim_and_unwrap():
    check(trimmed, np.array([0, 0, 1, 0, 3, 0]), np.array([0.0, -0.0, 2.0]))
    box = np.zeros((5, 6), np.int8)
    check(trimmed_boxes, box)
    box[1:3, 2:4] = [[0, 1], [2, 0]]
    check(trimmed_boxes, box)
    phase = np.array([[0, 3.2, 6.1, -5, 9, 7], [4, -8, 0, 2, 4, 11]])
    check(unwrapped, phase, np.array([1, 2, 7, 0, 8, 4, 20]))
    check(unwrapped, phase.astype(np.float32), np.array([3, 2], np.int16))


@njit
def taken(a, i, j):
    all_elements = np.take(a, i), np.take(a, j), np.take(a, 0), a.take(-1), np.take(a, (0, -1))
    along = np.take(a, i, axis=0), np.take(a, j, axis=-1), np.take(a, -1, axis=0), a.take(j, axis=0)
    beyond = np.take(a, i + 9, mode="wrap"), np.take(a, j - 3, axis=0, mode="clip"), np.take(a, 99, mode="clip")
    return all_elements + along + beyond + (np.take(a, i, axis=0, out=np.empty(i.shape + a.shape[1:], a.dtype)),)


@pytest.mark.parametrize("a", [a for a in ALL if a.size])
def test_taking(a):
    check(taken, a, np.array([0, -1, 0]), np.zeros((2, 1), np.int32))


@njit
def found(a):
    return np.nonzero(a), a.nonzero(), np.flatnonzero(a), np.argwhere(a), np.extract(a > 0, a)


@njit
def compressed(a, flags):
    kept = np.compress(flags, a, axis=0), a.compress((True,)), a.compress((True,), axis=-1), np.compress(flags, a)
    return kept + (np.select((a == 0, a == 1), (a, a)), np.select((a == 0, a == 1), (a, a), 9))


@pytest.mark.parametrize("a", ALL)
def test_finding(a):
    check(found, a if a.dtype.kind != "c" else a.real)
    check(compressed, a, np.arange(a.shape[0]) % 2 == 0)


@njit
def along(a, positions):
    return (
        np.take_along_axis(a, positions, -1),
        np.take_along_axis(a, positions[:1, :1] * 0, 0),
        np.take_along_axis(a, positions.astype(np.int16), axis=1),
        np.take_along_axis(a, positions[0], None),
    )


@njit
def put_along(a, positions):
    flat = a.copy()
    rows = a.copy()
    np.put_along_axis(flat, positions[0], 7, None)
    np.put_along_axis(rows, positions[:, :1], 8, 1)
    np.put_along_axis(a, positions, np.arange(2), -1)
    return flat, rows


@pytest.mark.parametrize("a", [MATRICES[0], MATRICES[1], MATRICES[2]])
def test_along_axis(a):
    positions = np.array([[0, -1], [2, 1], [1, 1]])
    check(along, a, positions)
    check(put_along, a, positions)


@njit
def written(a, mask):
    put, wrapped, masked, placed, copied, chosen = a.copy(), a.copy(), a.copy(), a.copy(), a.copy(), a.copy()
    put.put((0, -1, 0), (3, 4))
    np.put(wrapped, (99, -77), 1, mode="wrap")
    np.putmask(masked, mask, (1, 2, 3))
    np.place(placed, mask, (4, 5))
    np.copyto(copied, a.dtype.type(1))
    np.copyto(copied, 5, casting="unsafe")
    np.copyto(chosen, a[:1], where=mask)
    np.put(a, (0,), 1, mode="clip")
    a[...] = placed
    return put, wrapped, masked, placed, copied, chosen


@pytest.mark.parametrize("a", [a for a in ALL if a.size])
def test_writing(a):
    check(written, a, a == a.flat[0])


@njit
def choices(i, a):
    tuples = np.choose(i, (a, a * 2, 7)), np.choose(i + 5, (a, -a), mode="clip"), np.choose(i - 4, (a, -a), mode="wrap")
    return tuples + (np.choose(i, np.ones((3, 1, 4), np.float32)), i.choose((a, 1.5, a)))


def test_choosing():
    check(choices, np.array([[0, 1, 2, 0], [2, 1, 0, 1]]), MATRICES[0][0])


def ends(line):
    return line[0] + line[-1]


def twice(line, n):
    return np.repeat(line, n)


@njit
def applied(a):
    numbers = np.apply_along_axis(ends, 0, a), np.apply_along_axis(ends, -1, a)
    return numbers + (np.apply_along_axis(twice, 0, a, 2), np.apply_along_axis(twice, 1, a, 3))


@pytest.mark.parametrize("a", [MATRICES[0], MATRICES[1], CUBES[0]])
def test_apply_along_axis(a):
    check(applied, a)


@njit
def diagonals(a):
    return np.apply_along_axis(np.diag, -1, a), np.apply_along_axis(np.diag, 0, a), np.apply_along_axis(pairs_of, 1, a)


@njit
def pairs_of(row):
    return [[row[0], row[-1]], [row[1], 2]]


@pytest.mark.parametrize("a", [MATRICES[0], MATRICES[1], CUBES[1]])
def test_apply_along_axis_to_more_axes(a):
    check(diagonals, a)


ERRORS = [
    lambda a, none: np.take(a, 7),
    lambda a, none: np.take(a, 7, axis=1),
    lambda a, none: np.take(a, (0, -4), axis=1),
    lambda a, none: np.take(none, 0),
    lambda a, none: np.concatenate((a, a[:1], a[:, 1:])),
    lambda a, none: np.concatenate((a, a[:1]), axis=1),
    lambda a, none: np.concatenate((a, a[0])),
    lambda a, none: np.concatenate((a, a), axis=2),
    lambda a, none: np.concatenate((a, a), axis=-3),
    lambda a, none: np.concatenate((1, 2)),
    lambda a, none: np.stack((a, a[:1])),
    lambda a, none: np.stack((a, a), axis=3),
    lambda a, none: np.repeat(a, (1, 2), axis=1),
    lambda a, none: np.repeat(a, -1),
    lambda a, none: np.repeat(a[0], (1, -2, 1)),
    lambda a, none: np.put(a, 7, 1),
    lambda a, none: np.delete(a, 7),
    lambda a, none: np.delete(a, -4, axis=1),
    lambda a, none: np.delete(a, (0, 7), axis=1),
    lambda a, none: np.delete(a, [True, False], axis=1),
    lambda a, none: np.insert(a, np.array([[0, 1], [1, 0]]), 1),
    lambda a, none: np.insert(a, 8, 1),
    lambda a, none: np.split(a, 4),
    lambda a, none: np.split(a, 0),
    lambda a, none: np.vsplit(a[0], 1),
    lambda a, none: np.concatenate([a, a[:1]], axis=1),
    lambda a, none: np.stack([a[:2], a[:1]]),
    lambda a, none: a.item(),
    lambda a, none: a.item(9),
    lambda a, none: a.item(1, 3),
    lambda a, none: np.insert(a, -4, 1, axis=1),
    lambda a, none: np.choose((0, 3), (1, 2)),
    lambda a, none: np.take_along_axis(a, np.full((1, 1), 7), 1),
    lambda a, none: np.flip(a, axis=3),
    lambda a, none: np.flip(a, axis=(0, -3)),
    lambda a, none: np.fliplr(a[0]),
    lambda a, none: np.roll(a, 1, axis=3),
    lambda a, none: np.rot90(a, axes=(0, 0)),
    lambda a, none: np.rot90(a, axes=(0, 2)),
    lambda a, none: np.place(a, a > 1, none),
    lambda a, none: np.pad(a, -1),
    lambda a, none: np.pad(none, 1, "edge"),
    lambda a, none: np.resize(a, -1),
    lambda a, none: np.compress((True, True, True), a, axis=0),
    lambda a, none: np.apply_along_axis(ends, 0, none[None]),
]


@pytest.mark.parametrize("function", ERRORS)
def test_errors(function):
    arguments = np.arange(6.0).reshape(2, 3), np.zeros(0)
    with pytest.raises(Exception) as expected:
        function(*arguments)
    with pytest.raises(type(expected.value)) as actual:
        njit(function)(*arguments)
    assert str(actual.value) == str(expected.value)


@njit
def moved(a):
    return (
        np.moveaxis(a, (0, 1, 2), (1, 2, 3)),
        np.moveaxis(a, (3, 0, 2), (0, 1, 2)),
        np.moveaxis(a, (0, 1, 2, 3), (-1, -2, -3, -4)),
        np.moveaxis(a, (), ()),
    )


def test_many_axes_move():
    check(moved, np.arange(120).reshape(2, 3, 4, 5))


@njit
def deleted_columns(a, places):
    return np.delete(a, places, axis=1)


def test_places_to_delete_that_are_not_there():
    """NumPy names the axis for one place, and that of its mask for several."""
    for places in ([5], [0, 5], [-4], [1, 2]):
        check(deleted_columns, np.arange(6.0).reshape(2, 3), np.array(places))


_FLAT = np.arange(24).reshape(4, 6)
_DEEP = np.arange(24.0).reshape(2, 3, 4)


@pytest.mark.parametrize(
    "a",
    [
        _FLAT,
        _FLAT.T,
        _FLAT[::2].T,
        _FLAT[::2, ::-1].T,
        _FLAT.T[::2],
        _FLAT[:, :1].T,
        _DEEP.transpose(2, 0, 1),
        _DEEP.transpose(1, 2, 0)[:, ::-2],
        _DEEP.transpose(0, 2, 1)[:, :1],
        np.broadcast_to(_FLAT[:, 1], (3, 4)),
        _FLAT[:0].T,
    ],
)
def test_flattened_in_each_order(a):
    def flattened(a):
        orders = a.ravel("K"), a.ravel("A"), a.ravel("F"), a.flatten("K"), a.flatten("A"), a.flatten("F"), a.flatten()
        # Of these only their extents say at run time that they have no gaps.
        whole = a[: len(a), ...].T
        as_they_lie = whole.ravel("A"), whole.flatten("A"), whole.reshape((-1, 1), order="A")
        return orders, as_they_lie, np.ravel(a, order="K"), np.ravel(a)

    check(njit(flattened), a)

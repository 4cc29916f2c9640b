"""Indexing by arrays: positions and masks."""

from numlir.library import Literal
from numlir.library import call_c, compress, count_true, first_outside, flat_base
from numlir.library import is_array, is_bool, is_complex, is_date, is_float, is_integer, is_list, is_range
from numlir.library import is_readonly, is_scalar, is_tuple
from numlir.library import layout, place, raise_if, reject
from numlir.library import seldom, selected_axes_first, selection_place, selector_axes, selectors, take, view
from numlir.library.numlir.library.conversions import _is_sequence
from numlir.library.numpy.axes import _product
from numlir.library.numpy.broadcasting import _last, _misfits, _spread
from .order import _laid_out, _selection_at, _selection_first
import numpy as np

# Up to so many bytes room for all elements costs less than counting those that are selected.
_FEW_BYTES = 1024
# So many rows are gone through column by column.
_BLOCK = 256
_FEW = 8
# How many bytes the nearest memory holds.
_NEAREST = 32768
# So many elements behind those that are selected may be written.
_SLACK = 16


def _all_plain(indices):
    """The indices with arrays for lists."""
    if len(indices) == 0:
        return ()
    if is_list(indices[0]) or is_range(indices[0]):
        return (np.asarray(indices[0]),) + _all_plain(indices[1:])
    return (indices[0],) + _all_plain(indices[1:])


def getitem(a, index):
    if is_list(index) or is_range(index):
        return getitem(a, np.asarray(index))
    if is_tuple(index):
        if len(index) == 1:
            return getitem(a, index[0])
        return _select(a, _all_plain(index))
    if is_array(index):
        if is_bool(index):
            return _compress(a, index)
        if index.ndim > 0 and index.dtype == np.int64 and layout(index) == "C" and layout(a) == "C" and _is_plain(a):
            return _take_rows(a, index)
    return _select(a, index)


def setitem(a, index, value):
    if _is_sequence(value):
        a[index] = np.asarray(value)
    elif is_list(index) or is_range(index):
        _set(a, np.asarray(index), value)
    elif is_tuple(index):
        _put(a, _all_plain(index), value)
    else:
        _set(a, index, value)


def set_real(a, value):
    a.real[...] = value


def set_imag(a, value):
    a.imag[...] = value


def set_flat(a, value):
    if layout(a) != "C":
        reject("a.flat is assigned to only in arrays in C order")
    view(a, 0, (a.size,), None, "C")[...] = value


def _set(a, index, value):
    if is_array(index):
        if is_bool(index):
            return _put_mask(a, index, value)
        if is_array(value):
            if _are_elements(a, index, value):
                return _put_elements(a, index, value)
    return _put(a, index, value)


# Elements in order


def _place_of(extents, i):
    """The position of an element by its number in order."""
    if len(extents) == 0:
        return ()
    last = extents[len(extents) - 1]
    return _place_of(extents[: len(extents) - 1], i // last) + (i % last,)


def _flat_place(a, i):
    size = a.size
    raise_if(i < -size or i >= size, "IndexError", "index {} is out of bounds for size {}", i, size)
    return _place_of(a.shape, i + size if i < 0 else i)


def flat_getitem(elements, index):
    if is_integer(index) and is_scalar(index):
        a = flat_base(elements)
        return a[_flat_place(a, index)]
    return np.ravel(flat_base(elements))[index]


def flat_setitem(elements, index, value):
    if is_integer(index) and is_scalar(index):
        a = flat_base(elements)
        a[_flat_place(a, index)] = value
    else:
        reject("elements of a.flat are set one by one")


# Masks


@seldom
def _check_mask(extents, mask, axis):
    _match_mask(extents, mask, axis)


def _match_mask(extents, mask, axis):
    # Axis by axis: of a mask that is computed from the array nothing is left of this. As in NumPy, one without elements selects none of any array.
    if len(mask) > 0:
        text = (
            "boolean index did not match indexed array along axis {}; size of axis is {} but size of corresponding "
            "boolean axis is {}"
        )
        wrong = np.logical_and(mask[0] != extents[0], mask[0] != 0)
        raise_if(wrong, "IndexError", text, axis, extents[0], mask[0])
        _match_mask(extents[1:], mask[1:], axis + 1)


def _flat_mask(mask):
    return view(mask, 0, (mask.size,), None, "C")


def _count(mask):
    """How many elements are true."""
    if layout(mask) == "C":
        return count_true(_flat_mask(mask))
    if mask.ndim == 1:
        count = 0
        for i in range(mask.shape[0]):
            count += 1 if mask[i] else 0
        return count
    count = 0
    for i in range(mask.shape[0]):
        count += _count(mask[i])
    return count


def _compress(a, mask):
    _check_mask(a.shape, mask.shape, 0)
    rest = a.shape[mask.ndim :]
    if mask.ndim == a.ndim and _is_plain(a):
        # Vectors select from memory without gaps: a copy costs less than guessing which elements are wanted.
        return compress(_in_one_row(a, mask.size), _in_one_row(mask, mask.size))
    if layout(a) == "C" and layout(mask) == "C" and _is_plain(a):
        return compress(view(a, 0, (mask.size,) + rest, None, "C"), _flat_mask(mask))
    out = _laid_out(a, (), (_count(mask),), rest, a.strides[mask.ndim :])
    _compress_into(out, 0, a, mask)
    return out


def _in_one_row(a, size):
    """All elements on one axis without gaps, in the order of C."""
    if layout(a) == "C":
        return view(a, 0, (size,), None, "C")
    return view(np.ascontiguousarray(a), 0, (size,), None, "C")


def _compress_into(out, place, a, mask):
    if mask.ndim == 1:
        for i in range(mask.shape[0]):
            if mask[i]:
                out[place] = a[i]
                place += 1
        return place
    for i in range(mask.shape[0]):
        place = _compress_into(out, place, a[i], mask[i])
    return place


def _put_mask(a, mask, value):
    _match_mask(a.shape, mask.shape, 0)
    if mask.ndim == a.ndim and _is_plain(a):
        _put_matching(_of_shape(a, mask.shape), mask, value)
    else:
        _put_matching(a, mask, value)


def _put_matching(a, mask, value):
    if is_scalar(value):
        _fill(a, mask, value)
    elif mask.ndim < a.ndim:
        _put(a, _places(mask), value)
    elif value.ndim == 0:
        _fill(a, mask, value[()])
    elif value.ndim > 1:
        text = "NumPy boolean array indexing assignment requires a 0 or 1-dimensional input, input has {} dimensions"
        raise_if(True, "TypeError", text, value.ndim)
    else:
        count = _count(mask)
        text = (
            "NumPy boolean array indexing assignment cannot assign {} input values to the {} output values where the "
            "mask is true"
        )
        wrong = np.logical_and(value.shape[0] != count, value.shape[0] != 1)
        raise_if(wrong, "ValueError", text, value.shape[0], count)
        plain = layout(a) == "C" and layout(mask) == "C" and _is_plain(a) and _is_plain(value) and not is_readonly(a)
        if plain and _may_become(a, value):
            place(a, mask, np.astype(value, a.dtype), count)
        elif value.shape[0] == 1:
            if count > 0:
                _fill(a, mask, value[0])
        else:
            given = np.empty(count, a.dtype)
            given[...] = value
            _expand_into(a, mask, given, 0)


def _may_hold(a, value):
    """Whether numbers of this kind become elements without a part being lost."""
    return is_complex(a) or not is_complex(value)


def _may_become(a, value):
    """Whether these elements are converted as numbers are, or not at all."""
    return a.dtype == value.dtype or (_may_hold(a, value) and not is_date(a) and not is_date(value))


def _fill(a, mask, value):
    if mask.ndim == a.ndim and _is_plain(a) and _may_hold(a, value):
        a[...] = np.where(mask, np.astype(value, a.dtype), a)
    elif mask.ndim == 1:
        for i in range(mask.shape[0]):
            if mask[i]:
                a[i] = value
    elif layout(a) == "C" and layout(mask) == "C":
        _fill(view(a, 0, (mask.size,) + a.shape[mask.ndim :], None, "C"), _flat_mask(mask), value)
    else:
        for i in range(mask.shape[0]):
            _fill(a[i], mask[i], value)


def _of_shape(a, shape):
    """An array whose shape was found to be this one, unless this one has no elements: what is computed is not to ask again."""
    if layout(a) == "A":
        return view(a, 0, shape, a.strides, "A")
    return view(a, 0, shape, None, layout(a))


def _is_plain(a):
    """Whether the elements are numbers or dates, all of which is in their bytes."""
    return is_bool(a) or is_integer(a) or is_float(a) or is_complex(a) or is_date(a)


def _expand_into(a, mask, values, place):
    if mask.ndim == 1:
        for i in range(mask.shape[0]):
            if mask[i]:
                a[i] = values[place]
                place += 1
        return place
    for i in range(mask.shape[0]):
        place = _expand_into(a[i], mask[i], values, place)
    return place


def _places(mask):
    """The positions of the true elements: an array for each axis."""
    if layout(mask) != "C":
        return _places(mask.copy())
    return _unravelled(_flat_places(_flat_mask(mask)), mask.shape)


def _flat_places(mask):
    """The positions of the true elements of a mask of one axis without gaps."""
    places = np.empty(_room(mask, 8) + _SLACK, np.int64)
    count = call_c("numlir_select_places", np.int64, mask.shape[0], mask, places)
    return view(places, 0, (count,), None, "C")


def _room(mask, size):
    """For how many elements of so many bytes there has to be room."""
    room = mask.shape[0]
    if room * size > _FEW_BYTES:
        room = _count(mask)
    return room


def _unravelled(flat, extents):
    if len(extents) == 1:
        return (flat,)
    last = extents[len(extents) - 1]
    rest = flat.copy()
    within = flat.copy()
    for i in range(flat.shape[0]):
        rest[i] = flat[i] // last
        within[i] = flat[i] % last
    return _unravelled(rest, extents[: len(extents) - 1]) + (within,)


# Positions


def _take_rows(a, positions):
    """Rows that lie one after another, or elements."""
    if a.ndim == 1 and positions.ndim == 1:
        return _take_elements(a, positions)
    rest = a.shape[1:]
    out = np.empty(positions.shape + rest, a.dtype)
    size, extent = _product(rest) * a.itemsize, a.shape[0]
    outside = call_c("numlir_take", np.int64, size, positions.size, extent, positions, a, out)
    if outside >= 0:
        position = view(positions, 0, (positions.size,), None, "C")[outside]
        text = "index {} is out of bounds for axis {} with size {}"
        raise_if(True, "IndexError", text, position, 0, extent)
    return out


def _take_elements(a, positions):
    _check_elements(positions, 0, a.shape[0])
    return take(a, positions)


def _check_elements(positions, axis, extent):
    position = first_outside(positions, extent)
    wrong = np.logical_and(positions.shape[0] > 0, np.logical_or(position < -extent, position >= extent))
    raise_if(wrong, "IndexError", "index {} is out of bounds for axis {} with size {}", position, axis, extent)


def _positions(chosen, extents, axes: Literal):
    """What selects, an array of positions or an integer for each axis. Those that are given may be outside."""
    if len(chosen) == 0:
        return ()
    first = chosen[0]
    if is_array(first):
        if is_bool(first):
            _check_mask(extents, first.shape, axes[0])
            return _places(first) + _positions(chosen[1:], extents[first.ndim :], axes[first.ndim :])
    return (first,) + _positions(chosen[1:], extents[1:], axes[1:])


def _check_positions(chosen, extents, axes: Literal):
    if len(chosen) > 0:
        first = chosen[0]
        if _is_mask(first):
            _check_positions(chosen[1:], extents[first.ndim :], axes[first.ndim :])
        else:
            _check(first, axes[0], extents[0])
            _check_positions(chosen[1:], extents[1:], axes[1:])


def _is_mask(x):
    if is_array(x):
        return is_bool(x)
    return False


def _check(positions, axis, extent):
    if is_scalar(positions):
        text = "index {} is out of bounds for axis {} with size {}"
        raise_if(positions < -extent or positions >= extent, "IndexError", text, positions, axis, extent)
    elif positions.ndim == 0:
        _check(positions[()], axis, extent)
    elif positions.ndim > 1:
        for i in range(positions.shape[0]):
            _check(positions[i], axis, extent)
    elif positions.dtype == np.int64 and layout(positions) == "C":
        _check_elements(positions, axis, extent)
    else:
        outside = 0
        for i in range(positions.shape[0]):
            outside |= 1 if positions[i] < -extent or positions[i] >= extent else 0
        if outside != 0:
            for i in range(positions.shape[0]):
                _check(positions[i], axis, extent)


def _selection(picks):
    """The shape that the positions have together."""
    if len(picks) == 0:
        return ()
    own = () if is_scalar(picks[0]) else picks[0].shape
    rest = _selection(picks[1:])
    rank = len(own) if len(own) > len(rest) else len(rest)
    return _broadcast_pair(_last(own, rank), _last(rest, rank))


def _broadcast_pair(a, b):
    if len(a) == 0:
        return ()
    return ((b[0] if a[0] == 1 else a[0]),) + _broadcast_pair(a[1:], b[1:])


def _misfit(picks, shape):
    """How many extents of the positions' shapes are neither 1 nor those of the shape that they have together."""
    if len(picks) == 0:
        return 0
    if is_scalar(picks[0]):
        return _misfit(picks[1:], shape)
    own = picks[0].shape
    return _misfits(own, shape[len(shape) - len(own) :]) + _misfit(picks[1:], shape)


def _raise_misfit(picks, shape):
    text = "shape mismatch: indexing arrays could not be broadcast together with shapes {} {} "
    if len(picks) == 2:
        raise_if(True, "IndexError", text, np.shape(picks[0]), np.shape(picks[1]))
    elif len(picks) == 3:
        text = "shape mismatch: indexing arrays could not be broadcast together with shapes {} {} {} "
        raise_if(True, "IndexError", text, np.shape(picks[0]), np.shape(picks[1]), np.shape(picks[2]))
    else:
        raise_if(True, "IndexError", "shape mismatch: indexing arrays could not be broadcast together")


def _spread_picks(picks, shape):
    if len(picks) == 0:
        return ()
    if is_scalar(picks[0]):
        return (picks[0],) + _spread_picks(picks[1:], shape)
    return (_spread(picks[0], shape),) + _spread_picks(picks[1:], shape)


def _rows(picks, i):
    """The positions at one place of the first axis."""
    if len(picks) == 0:
        return ()
    if is_scalar(picks[0]):
        return (picks[0],) + _rows(picks[1:], i)
    return (picks[0][i],) + _rows(picks[1:], i)


def _numbers(picks):
    """Positions without axes as integers."""
    if len(picks) == 0:
        return ()
    if is_scalar(picks[0]):
        return (picks[0],) + _numbers(picks[1:])
    return (picks[0][()],) + _numbers(picks[1:])


def _select(a, index):
    rest = selected_axes_first(a, index)
    axes = selector_axes(a, index)
    place = selection_place(a, index)
    chosen = selectors(a, index)
    picks = _positions(chosen, rest.shape, axes)
    shape = _selection(picks)
    if _misfit(picks, shape) > 0:
        _raise_misfit(picks, shape)
    _check_positions(chosen, rest.shape, axes)
    kept = rest.shape[len(axes) :]
    if len(shape) == 0:
        if len(kept) == 0:
            return rest[_numbers(picks)]
        return rest[_numbers(picks)].copy()
    room = _laid_out(a, picks, shape, kept, rest.strides[len(axes) :])
    if place > 0 and len(picks) == 1 and len(shape) == 1:
        _take_lanes(room, rest, _from_the_front(picks[0], rest.shape[0]))
    else:
        _gather(room, rest, _spread_picks(picks, shape))
    return _selection_at(room, place, len(shape))


def _from_the_front(positions, extent):
    """Positions without a sign: what is indexed by them does not ask for it."""
    return np.astype(np.where(positions < 0, positions + extent, positions), np.uint64)


def _take_lanes(out, lanes, positions):
    """Some at a time, of rows of the array that stay in the nearest memory."""
    if out.ndim > 2:
        for i in range(out.shape[1]):
            _take_lanes(out[:, i], lanes[:, i], positions)
    else:
        # Rows that lie powers of two apart share few places of the nearest memory.
        apart = lanes.strides[1] & -lanes.strides[1]
        count = min(_BLOCK, max(_FEW, _NEAREST // max(apart, 1)))
        for first in range(0, out.shape[1], count):
            end = min(first + count, out.shape[1])
            for j in range(out.shape[0]):
                position = positions[j]
                for i in range(first, end):
                    out[j, i] = lanes[position, i]


def _depth(picks):
    """How many axes the positions have."""
    if len(picks) == 0:
        return ()
    if is_scalar(picks[0]):
        return _depth(picks[1:])
    return picks[0].shape


def _gather(out, rest, picks):
    if len(_depth(picks)) == 1:
        for i in range(out.shape[0]):
            out[i] = rest[_rows(picks, i)]
    else:
        for i in range(out.shape[0]):
            _gather(out[i], rest, _rows(picks, i))


def _are_elements(a, positions, value):
    """Whether elements without gaps go to positions without gaps, as they are."""
    is_row = a.ndim == 1 and positions.ndim == 1 and value.ndim == 1
    in_order = layout(a) == "C" and layout(positions) == "C" and layout(value) == "C"
    return is_row and in_order and _is_plain(a) and a.dtype == value.dtype and positions.dtype == np.int64


def _put_elements(a, positions, value):
    count, extent = positions.shape[0], a.shape[0]
    if value.shape[0] != count or np.may_share_memory(a, value) or np.may_share_memory(a, positions):
        _put(a, positions, value)
    else:
        _check_elements(positions, 0, extent)
        for i in range(count):
            a[positions[i]] = value[i]


def _kept(picks, a):
    """Positions, apart from what is written: it may be they themselves that are."""
    if len(picks) == 0:
        return ()
    first = picks[0]
    if is_array(first):
        if first.ndim > 0 and layout(first) != "C":
            return (first.copy(),) + _kept(picks[1:], a)
        elif first.ndim > 0:
            return (first.copy() if np.may_share_memory(first, a) else first,) + _kept(picks[1:], a)
    return (first,) + _kept(picks[1:], a)


def _put(a, index, value):
    rest = selected_axes_first(a, index)
    axes = selector_axes(a, index)
    place = selection_place(a, index)
    chosen = selectors(a, index)
    picks = _kept(_positions(chosen, rest.shape, axes), a)
    shape = _selection(picks)
    if _misfit(picks, shape) > 0:
        _raise_misfit(picks, shape)
    kept = rest.shape[len(axes) :]
    if len(shape) == 0:
        _check_positions(chosen, rest.shape, axes)
        rest[_numbers(picks)] = value
    elif is_scalar(value):
        _check_positions(chosen, rest.shape, axes)
        _scatter_one(rest, _spread_picks(picks, shape), value, shape[0])
    else:
        wanted = kept[:place] + shape + kept[place:]
        given = _fitted(_without_leading_ones(value, wanted), wanted)
        # As in NumPy: a value that does not fit is told of first.
        _check_positions(chosen, rest.shape, axes)
        _scatter(rest, _spread_picks(picks, shape), _selection_first(given, place, len(shape)))


def _without_leading_ones(value, wanted):
    if value.ndim <= len(wanted):
        return value
    text = "shape mismatch: value array of shape {} could not be broadcast to indexing result of shape {}"
    raise_if(value.shape[0] != 1, "ValueError", text, value.shape, wanted)
    return _without_leading_ones(value[0], wanted)


def _fitted(value, wanted):
    bad = _misfits(value.shape, wanted[len(wanted) - value.ndim :]) > 0
    text = "shape mismatch: value array of shape {} could not be broadcast to indexing result of shape {}"
    raise_if(bad, "ValueError", text, value.shape, wanted)
    # The value may share memory with what is written.
    return _spread(value.copy(), wanted)


def _scatter(rest, picks, values):
    if len(_depth(picks)) == 1:
        for i in range(values.shape[0]):
            rest[_rows(picks, i)] = values[i]
    else:
        for i in range(values.shape[0]):
            _scatter(rest, _rows(picks, i), values[i])


def _scatter_one(rest, picks, value, count):
    if len(_depth(picks)) == 1:
        for i in range(count):
            rest[_rows(picks, i)] = value
    else:
        for i in range(count):
            rows = _rows(picks, i)
            _scatter_one(rest, rows, value, _depth(rows)[0])

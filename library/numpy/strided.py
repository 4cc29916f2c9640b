"""Sums over some axes of arrays whose order in memory is known at run time only: NumPy's order of additions follows that of the strides.

The bits depend on which of the reduced axes is longer, and on whether the shortest of all axes is reduced, so that rows in memory are summed
pairwise. The order of the other axes has no influence.
"""

import numpy as np
from numlir.library import Literal, is_complex, is_float, layout, reduce, replaced, view

from .along import _first_axes, _other_axes, _selected


def _order_is_unknown(a, axes: Literal):
    """Of two axes, and where all are reduced, the compiler asks for the strides itself."""
    some = len(axes) < a.ndim and a.ndim > 2
    return layout(a) == "A" and some and (is_float(a) or is_complex(a))


def _sum_in_order_of_memory(a, axes: Literal, converted: Literal):
    if _is_sorted(a, a.ndim - 1):
        return reduce("add", a, axes, converted)
    others = _other_axes(axes, a.ndim)
    shape, strides = _sorted(_selected(a.shape, axes), _selected(a.strides, axes), len(axes) - 1)
    kept, steps = _selected(a.shape, others), _selected(a.strides, others)
    if _step(shape, strides, len(axes) - 1) < _shortest(kept, steps, len(kept)):
        moved = view(a, 0, kept + shape, steps + strides, "A")
        return reduce("add", moved, _first_axes(a.ndim)[len(others) :], converted)
    else:
        moved = view(a, 0, shape + kept, strides + steps, "A")
        return reduce("add", moved, _first_axes(len(axes)), converted)


def _is_sorted(a, last: Literal):
    """Whether the axes up to the last one are in C's order, from long strides to short ones."""
    if last == 0:
        return True
    else:
        return _is_sorted(a, last - 1) and not _is_shorter(a.shape, a.strides, last - 1, last)


def _is_shorter(shape, strides, first: Literal, second: Literal):
    return _step(shape, strides, first) < _step(shape, strides, second)


def _step(shape, strides, place: Literal):
    """How far two neighbours on an axis are from each other; to NumPy an axis of a single place is none, so it comes first."""
    return np.iinfo(np.int64).max if shape[place] == 1 else abs(strides[place])


def _sorted(shape, strides, rounds: Literal):
    """Extents and strides from the longest stride to the shortest."""
    if rounds == 0:
        return shape, strides
    else:
        shape, strides = _sunk(shape, strides, 0, rounds)
        return _sorted(shape, strides, rounds - 1)


def _sunk(shape, strides, place: Literal, last: Literal):
    """With the shortest one up to the last place there."""
    if place == last:
        return shape, strides
    elif _is_shorter(shape, strides, place, place + 1):
        return _sunk(_exchanged(shape, place), _exchanged(strides, place), place + 1, last)
    else:
        return _sunk(shape, strides, place + 1, last)


def _exchanged(values, place: Literal):
    return replaced(replaced(values, place, values[place + 1]), place + 1, values[place])


def _shortest(shape, strides, count: Literal):
    """The shortest step on the first so many axes."""
    if count == 1:
        return _step(shape, strides, 0)
    else:
        return min(_step(shape, strides, count - 1), _shortest(shape, strides, count - 1))

"""Sorting of structured arrays: by their fields, those that are named first."""

from numlir.library import Literal, is_list, is_none, is_string, reject

from .argsorting import lexsort


def _places_of_records(a, axis: Literal, order: Literal):
    """Where the elements are in order; fields that are not named count last, as they come in the dtype."""
    names = a.dtype.names
    if is_none(order):
        return lexsort(_keys(a, names), axis)
    if is_list(order):
        reject("order is the name of a field, or a tuple of names")
    wanted = (order,) if is_string(order) else order
    return lexsort(_keys(a, wanted + _others(names, wanted)), axis)


def _sorted_records(a, axis: Literal, order: Literal):
    if a.ndim != 1:
        reject("structured arrays of one axis are sorted")
    return a[_places_of_records(a, axis, order)]


def _keys(a, names: Literal):
    """The fields: the last key counts first."""
    return () if len(names) == 0 else _keys(a, names[1:]) + (a[names[0]],)


def _others(names: Literal, wanted: Literal):
    if len(names) == 0:
        return ()
    elif _has(wanted, names[0]):
        return _others(names[1:], wanted)
    else:
        return (names[0],) + _others(names[1:], wanted)


def _has(names: Literal, name: Literal):
    return False if len(names) == 0 else names[0] == name or _has(names[1:], name)

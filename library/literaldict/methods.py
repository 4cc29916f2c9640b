"""Dictionaries of constant strings whose values have types of their own: `{"a": 1, "b": "x"}`. They do not change."""

from numlir.library import Literal, field, field_names, is_literal, reject


def __getitem__(self, key: Literal):
    if not is_literal(key):
        reject("Cannot get{item}() on a literal dictionary: its values have several types, so the key has to be a constant")
    return field(self, key)


def get(self, key: Literal, default=None):
    if not is_literal(key):
        reject("Cannot get{item}() on a literal dictionary: its values have several types, so the key has to be a constant")
    if _has(field_names(self), key, 0):
        return field(self, key)
    return default


def _has(names: Literal, key: Literal, start: Literal):
    if start == len(names):
        return False
    if names[start] == key:
        return True
    return _has(names, key, start + 1)


def __len__(self):
    return len(field_names(self))


def __contains__(self, key):
    return key in field_names(self)


def keys(self):
    return field_names(self)


def values(self):
    return _values_from(self, field_names(self), 0)


def _values_from(fields, names: Literal, start: Literal):
    if start == len(names):
        return ()
    return (field(fields, names[start]),) + _values_from(fields, names, start + 1)


def items(self):
    return _items_from(self, field_names(self), 0)


def _items_from(fields, names: Literal, start: Literal):
    if start == len(names):
        return ()
    return ((names[start], field(fields, names[start])),) + _items_from(fields, names, start + 1)


def copy(self):
    return self


def _listed(self):
    return list(field_names(self))


def __iter__(self):
    return self, 0


def _after(self, iterator):
    names = field_names(self)
    place = iterator[1]
    if place < len(names):
        return True, names[place], (self, place + 1)
    return False, names[0], iterator


def __eq__(self, other):
    return self.items() == other.items()


def __ne__(self, other):
    return self.items() != other.items()


def __setitem__(self, key, value):
    _refuse()


def __delitem__(self, key):
    _refuse()


def pop(self, *arguments):
    _refuse()


def popitem(self):
    _refuse()


def clear(self):
    _refuse()


def setdefault(self, *arguments):
    _refuse()


def update(self, *arguments):
    _refuse()


def _refuse():
    reject("Cannot mutate a literal dictionary: its values have several types")

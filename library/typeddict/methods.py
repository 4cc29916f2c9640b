"""Typed dictionaries."""

from numlir.library import as_item, has_method, is_none, is_typed_dict, new_instance, undefined
from numlir.library.tables.tables import _check, _clear, _find, _find_or_insert, _live_keys, _remove_at
from numlir.library.tables.tables import _next_place as _next_live


def _listed(self):
    return _live_keys(self)


def _key_at(self, place):
    return self._keys[place]


def _value_at(self, place):
    return self._values[place]


def _next_place(self, place):
    return _next_live(self, place)


def __len__(self):
    return self._live


def __getitem__(self, key):
    place = _find(self, as_item(self._keys, key))
    if place < 0:
        raise KeyError(key)
    return self._values[place]


def _put(self, key, value):
    self._values._holds(value)
    place = _find_or_insert(self, key)
    if place >= 0:
        self._values[place] = value
    else:
        self._values.append(value)


def __setitem__(self, key, value):
    self._put(as_item(self._keys, key), as_item(self._values, value))


def __delitem__(self, key):
    place = _find(self, as_item(self._keys, key))
    if place < 0:
        raise KeyError(key)
    _remove_at(self, place)


def __contains__(self, key):
    return _find(self, as_item(self._keys, key)) >= 0


def get(self, key, default=None):
    place = _find(self, as_item(self._keys, key))
    if is_none(default):
        if place < 0:
            return None
        return self._values[place]
    if place < 0:
        return as_item(self._values, default)
    return self._values[place]


def setdefault(self, key, default=None):
    known = as_item(self._keys, key)
    place = _find(self, known)
    if place < 0:
        self._put(known, as_item(self._values, default))
        return as_item(self._values, default)
    return self._values[place]


def pop(self, key, *default):
    place = _find(self, as_item(self._keys, key))
    if place < 0:
        if len(default) == 0:
            raise KeyError(key)
        return as_item(self._values, default[0])
    value = self._values[place]
    _remove_at(self, place)
    return value


def popitem(self):
    place = len(self._keys) - 1
    if place < 0:
        raise KeyError("dictionary is empty")
    key = self._keys[place]
    value = self._values[place]
    _remove_at(self, place)
    return key, value


def update(self, other):
    if has_method(other, "items"):
        for key, value in other.items():
            self[key] = value
    else:
        for key, value in other:
            self[key] = value


def clear(self):
    _clear(self)


def copy(self):
    return new_instance(
        "typeddict", self._keys[:], self._values[:], self._hashes[:], self._table[:], self._live, self._version
    )


def keys(self):
    return new_instance("dictkeys", self)


def values(self):
    return new_instance("dictvalues", self)


def items(self):
    return new_instance("dictitems", self)


def __iter__(self):
    return self, 0, self._version


def _after(self, iterator):
    _check(self, iterator[2])
    place = _next_live(self, iterator[1])
    if place >= 0:
        return True, self._keys[place], (self, place + 1, iterator[2])
    return False, undefined(self._keys), iterator


def __eq__(self, other):
    if not is_typed_dict(other) or self._live != other._live:
        return False
    for key, value in self.items():
        place = _find(other, as_item(other._keys, key))
        if place < 0 or other._values[place] != value:
            return False
    return True


def __ne__(self, other):
    return not self.__eq__(other)


def __or__(self, other):
    made = self.copy()
    made.update(other)
    return made


def __ior__(self, other):
    self.update(other)
    return self


def __repr__(self):
    text = "{"
    for key in self:
        if len(text) > 1:
            text += ", "
        text += repr(key) + ": " + repr(self[key])
    return text + "}"


def __str__(self):
    return self.__repr__()

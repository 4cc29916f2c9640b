"""Typed sets: tables of keys without values."""

from numlir.library import as_item, is_instance, is_typed_set, new_instance, undefined
from numlir.library.tables.tables import _check, _clear, _find, _find_or_insert, _live_keys, _remove_at
from numlir.library.tables.tables import _next_place as _next_live


def _listed(self):
    return _live_keys(self)


def _key_at(self, place):
    return self._keys[place]


def _next_place(self, place):
    return _next_live(self, place)


def __len__(self):
    return self._live


def add(self, item):
    key = as_item(self._keys, item)
    _find_or_insert(self, key)


def __contains__(self, item):
    return _find(self, as_item(self._keys, item)) >= 0


def discard(self, item):
    place = _find(self, as_item(self._keys, item))
    if place >= 0:
        _remove_at(self, place)


def remove(self, item):
    place = _find(self, as_item(self._keys, item))
    if place < 0:
        raise KeyError(item)
    _remove_at(self, place)


def pop(self):
    place = len(self._keys) - 1
    if place < 0:
        raise KeyError("pop from an empty set")
    key = self._keys[place]
    _remove_at(self, place)
    return key


def clear(self):
    _clear(self)


def copy(self):
    return new_instance(
        "typedset", self._keys[:], self._values[:], self._hashes[:], self._table[:], self._live, self._version
    )


def update(self, *others):
    for other in others:
        for item in other:
            self.add(item)


def __iter__(self):
    return self, 0, self._version


def _after(self, iterator):
    _check(self, iterator[2])
    place = _next_live(self, iterator[1])
    if place >= 0:
        return True, self._keys[place], (self, place + 1, iterator[2])
    return False, undefined(self._keys), iterator


def _empty(self):
    made = self.copy()
    made.clear()
    return made


def _like(self, other):
    """What is iterated over as a set of this one's type."""
    if is_typed_set(other):
        return other
    made = self._empty()
    for item in other:
        made.add(item)
    return made


def union(self, *others):
    made = self.copy()
    for other in others:
        made.update(other)
    return made


def _those(self, other, wanted):
    """Those of this set that are in another, or those that are not."""
    made = self._empty()
    for item in self:
        if (item in other) == wanted:
            made.add(item)
    return made


def intersection(self, *others):
    made = self.copy()
    for other in others:
        made = made._those(self._like(other), True)
    return made


def difference(self, *others):
    made = self.copy()
    for other in others:
        made = made._those(self._like(other), False)
    return made


def symmetric_difference(self, other):
    others = self._like(other)
    made = self._those(others, False)
    for item in others:
        if item not in self:
            made.add(item)
    return made


def _become(self, other):
    self._keys = other._keys
    self._values = other._values
    self._hashes = other._hashes
    self._table = other._table
    self._live = other._live
    self._version += 1


def intersection_update(self, *others):
    self._become(self.intersection(*others))


def difference_update(self, *others):
    self._become(self.difference(*others))


def symmetric_difference_update(self, other):
    self._become(self.symmetric_difference(other))


def issubset(self, other):
    others = self._like(other)
    for item in self:
        if item not in others:
            return False
    return True


def issuperset(self, other):
    for item in self._like(other):
        if item not in self:
            return False
    return True


def isdisjoint(self, other):
    for item in other:
        if item in self:
            return False
    return True


def __or__(self, other):
    return self.union(other)


def __and__(self, other):
    return self.intersection(other)


def __sub__(self, other):
    return self.difference(other)


def __xor__(self, other):
    return self.symmetric_difference(other)


def __ior__(self, other):
    self.update(other)
    return self


def __iand__(self, other):
    self.intersection_update(other)
    return self


def __isub__(self, other):
    self.difference_update(other)
    return self


def __ixor__(self, other):
    self.symmetric_difference_update(other)
    return self


def __eq__(self, other):
    return is_typed_set(other) and len(self) == len(other) and self.issubset(other)


def __ne__(self, other):
    return not self.__eq__(other)


def __le__(self, other):
    return self.issubset(other)


def __ge__(self, other):
    return self.issuperset(other)


def __lt__(self, other):
    return len(self) < len(other) and self.issubset(other)


def __gt__(self, other):
    return len(self) > len(other) and self.issuperset(other)

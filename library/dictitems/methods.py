"""The items of a typed dictionary, which is the one field `table`."""

from numlir.library import undefined
from numlir.library.tables import _check, _next_place


def __len__(self):
    return self._table._live


def __iter__(self):
    return self, 0, self._table._version


def _after(self, iterator):
    _check(self._table, iterator[2])
    place = _next_place(self._table, iterator[1])
    if place >= 0:
        return True, (self._table._keys[place], self._table._values[place]), (self, place + 1, iterator[2])
    return False, (undefined(self._table._keys), undefined(self._table._values)), iterator


def __contains__(self, value):
    for here in self:
        if here == value:
            return True
    return False


def _listed(self):
    made = []
    for value in self:
        made.append(value)
    return made

"""``typed.Dict`` and ``typed.Set``: tables that Python and compiled code share."""

from collections.abc import Iterable, MutableMapping, MutableSet
from types import GenericAlias

from .._numlir import Instance, register_class
from ..errors import TypingError

_MISSING = object()


def _compiled():
    from . import _compiled

    return _compiled


class _Table(Instance):
    def __len__(self):
        return self._get("_live") if self._typed else 0

    def __contains__(self, key):
        return self._typed and _compiled().contains(self, key)

    def _places(self):
        """The places of the keys, in order; the table must not change meanwhile."""
        if not self._typed:
            return
        version, place = self._get("_version"), 0
        while True:
            place = _compiled().key_after(self, place)
            if place < 0:
                return
            yield place
            if self._get("_version") != version:
                raise RuntimeError(f"{self._name} changed size during iteration")
            place += 1

    def __iter__(self):
        for place in self._places():
            yield _compiled().key_at(self, place)

    def clear(self):
        if self._typed:
            _compiled().clear(self)


class Dict(_Table, MutableMapping):
    """A dictionary of keys of one type and values of one type, which the first entry determines.

    ``Dict()`` is empty and of no types yet; ``Dict(mapping or pairs)`` holds those entries; ``Dict.empty(key_type, value_type)`` is
    empty and of types. It keeps the order of insertion.
    """

    _name = "dictionary"
    # `Dict[key type, value type]` in annotations.
    __class_getitem__ = classmethod(GenericAlias)

    def __init__(self, *entries, n_keys=0, **more):
        if len(entries) > 1:
            raise TypingError(f"Dict expect at most 1 argument, got {len(entries)}")
        if entries and not isinstance(entries[0], Iterable):
            raise TypingError(f"'{type(entries[0]).__name__}' object is not iterable")
        more.pop("dcttype", None)
        for key, value in dict(*entries, **more).items():
            self[key] = value

    @classmethod
    def empty(cls, key_type, value_type, n_keys=0):
        """An empty dictionary of types of ``numlir.types``."""
        from ._make import empty_dict

        return empty_dict(key_type, value_type)()

    def _known(self, key):
        if not self._typed:
            raise KeyError(key)

    def __getitem__(self, key):
        self._known(key)
        return _compiled().getitem(self, key)

    def __setitem__(self, key, value):
        if self._typed:
            _compiled().setitem(self, key, value)
        else:
            self._adopt(_compiled().dict_of_one(key, value))

    def __delitem__(self, key):
        self._known(key)
        _compiled().delitem(self, key)

    def get(self, key, default=None):
        if not self._typed:
            return default
        if default is None:
            return _compiled().getitem(self, key) if key in self else None
        return _compiled().get(self, key, default)

    def setdefault(self, key, default=None):
        if not self._typed:
            self[key] = default
        elif default is None:
            if key not in self:
                self[key] = default
            return self[key]
        return _compiled().setdefault(self, key, default)

    def pop(self, key, default=_MISSING):
        if default is _MISSING:
            self._known(key)
            return _compiled().pop_key(self, key)
        if self._typed and key in self:
            return _compiled().pop_key(self, key)
        return default

    def popitem(self):
        if len(self) == 0:
            raise KeyError("dictionary is empty")
        return _compiled().popitem(self)

    def update(self, entries=(), /, **more):
        if isinstance(entries, Dict) and self._typed and entries._typed:
            _compiled().update(self, entries)
            entries = ()
        for key, value in dict(entries, **more).items():
            self[key] = value

    def copy(self):
        return _compiled().copy(self) if self._typed else Dict()

    def items(self):
        return _Items(self)

    def values(self):
        return _Values(self)

    def __eq__(self, other):
        if isinstance(other, Dict) and self._typed and other._typed:
            return _compiled().equal(self, other)
        if isinstance(other, (Dict, dict)):
            return dict(self.items()) == dict(other.items())
        return NotImplemented

    __hash__ = None

    def __repr__(self):
        return f"{self._type_text or 'DictType[undefined,undefined]'}({self})"

    def __str__(self):
        return str(dict(self.items()))

    def __reduce__(self):
        if not self._typed:
            return Dict, ()
        return _rebuilt, (self._type_text, dict(self.items()))

    @property
    def _numba_type_(self):
        from .. import types

        return types._described(self._description) if self._typed else types.undefined


class _Values:
    def __init__(self, table):
        self._table = table

    def __len__(self):
        return len(self._table)

    def __iter__(self):
        for place in self._table._places():
            yield _compiled().value_at(self._table, place)


class _Items(_Values):
    def __iter__(self):
        for place in self._table._places():
            yield _compiled().key_at(self._table, place), _compiled().value_at(self._table, place)


def _rebuilt(text, entries):
    from ._make import parts

    made = Dict.empty(*parts(text))
    made.update(entries)
    return made


class Set(_Table, MutableSet):
    """A set of values of one type, which the first one determines. It keeps the order of insertion."""

    _name = "set"

    def __init__(self, iterable=(), /):
        for item in iterable:
            self.add(item)

    @classmethod
    def empty(cls, item_type, n_items=0):
        """An empty set of items of a type of ``numlir.types``."""
        from ._make import empty_set

        return empty_set(item_type)()

    def add(self, item):
        if self._typed:
            _compiled().add(self, item)
        else:
            self._adopt(_compiled().set_of_one(item))

    def discard(self, item):
        if self._typed:
            _compiled().discard(self, item)

    def remove(self, item):
        if not self._typed:
            raise KeyError(item)
        _compiled().remove(self, item)

    def pop(self):
        if len(self) == 0:
            raise KeyError("set is empty")
        return _compiled().pop_any(self)

    def update(self, *others):
        for other in others:
            for item in other:
                self.add(item)

    def copy(self):
        return _compiled().copy(self) if self._typed else Set()

    def __eq__(self, other):
        return set(self) == set(other) if isinstance(other, (Set, set, frozenset)) else NotImplemented

    __hash__ = None

    def __repr__(self):
        return f"{self._type_text or 'SetType[undefined]'}({self})"

    def __str__(self):
        return str(set(self))


for _class in (Dict, Set):
    _class.__module__ = "numlir.typed"
register_class("typeddict", Dict)
register_class("typedset", Set)

"""``typed.List``: a list of values of one type that Python and compiled code share."""

from collections.abc import MutableSequence
from types import GenericAlias

from .._numlir import Instance, register_class


def _compiled():
    from . import _compiled

    return _compiled


class List(Instance):
    """A list of values of one type, which the first one that is put in determines.

    ``List()`` is empty and of no type yet; ``List(iterable)`` holds what the iterable gives; ``List.empty_list(item_type)`` is empty
    and of a type. A value of another type is converted where nothing is lost but an integer's width, and refused otherwise.
    """

    # `List[item type]` in annotations.
    __class_getitem__ = classmethod(GenericAlias)

    def __init__(self, iterable=None, /, **_):
        if iterable is not None:
            self.extend(iterable)

    @classmethod
    def empty_list(cls, item_type, allocated=0):
        """An empty list of items of a type of ``numlir.types``."""
        from ._make import empty_list

        return empty_list(item_type)()

    def append(self, item):
        if self._typed:
            _compiled().append(self, item)
        else:
            self._adopt(_compiled().list_of_one(item))

    def extend(self, iterable):
        if isinstance(iterable, List):
            if not iterable._typed:
                return
            if self._typed:
                _compiled().extend(self, iterable)
                return
            self._adopt(iterable.copy())
            return
        for item in iterable:
            self.append(item)

    def insert(self, i, item):
        if self._typed:
            _compiled().insert(self, i, item)
        else:
            self.append(item)

    def pop(self, i=-1):
        self._needs_items(IndexError("pop from empty list"))
        return _compiled().pop(self, i)

    def remove(self, item):
        self._needs_items(ValueError("item not in list"))
        _compiled().remove(self, item)

    def clear(self):
        if self._typed:
            _compiled().clear(self)

    def copy(self):
        return _compiled().copy(self) if self._typed else List()

    def count(self, item):
        return _compiled().count(self, item) if self._typed else 0

    def index(self, item, start=None, stop=None):
        self._needs_items(ValueError("item not in list"))
        return _compiled().index(self, item, start, stop)

    def reverse(self):
        if self._typed:
            _compiled().reverse(self)

    def sort(self, key=None, reverse=False):
        if not self._typed:
            return
        if key is None:
            _compiled().plain_sort(self, bool(reverse))
        elif callable(key) and not hasattr(key, "py_func"):
            from ..decorators import jit_always

            _compiled().sort(self, jit_always(key), bool(reverse))
        else:
            _compiled().sort(self, key, bool(reverse))

    def _needs_items(self, error):
        if not self._typed:
            raise error

    def __len__(self):
        return _compiled().length(self) if self._typed else 0

    def __getitem__(self, i):
        self._needs_items(IndexError("list index out of range"))
        return _compiled().getitem(self, i)

    def __setitem__(self, i, value):
        self._needs_items(IndexError("list index out of range"))
        _compiled().setitem(self, i, value)

    def __delitem__(self, i):
        self._needs_items(IndexError("list index out of range"))
        _compiled().delitem(self, i)

    def __contains__(self, item):
        return self._typed and _compiled().contains(self, item)

    def __iter__(self):
        for i in range(len(self)):
            yield self[i]

    def __reversed__(self):
        for i in reversed(range(len(self))):
            yield self[i]

    def __eq__(self, other):
        if isinstance(other, List) and self._typed and other._typed:
            return _compiled().equal(self, other)
        if isinstance(other, (List, list)):
            return len(self) == len(other) and all(a == b for a, b in zip(self, other))
        return NotImplemented

    __hash__ = None

    def __lt__(self, other):
        return list(self) < list(other)

    def __le__(self, other):
        return list(self) <= list(other)

    def __gt__(self, other):
        return list(self) > list(other)

    def __ge__(self, other):
        return list(self) >= list(other)

    def __add__(self, other):
        made = self.copy()
        made.extend(other)
        return made

    def __iadd__(self, other):
        self.extend(other)
        return self

    def __mul__(self, times):
        return _compiled().repeated(self, times) if self._typed else List()

    __rmul__ = __mul__

    def __repr__(self):
        return f"{self._type_text or 'ListType[undefined]'}({list(self)!r})"

    def __str__(self):
        return str(list(self))

    def __reduce__(self):
        if not self._typed:
            return List, ()
        return _rebuilt, (self._type_text, list(self))

    @property
    def _dtype(self):
        """The type of the items, under the name that numba has for it."""
        return self._numba_type_.item_type

    @property
    def _numba_type_(self):
        from .. import types

        return types._described(self._description) if self._typed else types.undefined


def _rebuilt(text, items):
    from ._make import parts

    made = List.empty_list(*parts(text))
    made.extend(items)
    return made


List.__module__ = "numlir.typed"
MutableSequence.register(List)
register_class("typedlist", List)

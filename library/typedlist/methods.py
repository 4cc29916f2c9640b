"""Typed lists: one field, `items`, a list. What is put in becomes of the items' type first."""

import numpy as np
from numlir.library import as_item, is_bool, is_integer, is_list, is_slice, is_typed_list, new_instance, reject, undefined


def _of(items):
    return new_instance("typedlist", items)


def _listed(self):
    return self._items


def __len__(self):
    return len(self._items)


def _length(self):
    return len(self._items)


def _allocated(self):
    return len(self._items)


def _is_mutable(self):
    return True


def _make_immutable(self):
    pass


def _dtype(self):
    return self._items


def append(self, item):
    self._items.append(as_item(self._items, item))


def extend(self, iterable):
    items = self._items
    if is_typed_list(iterable):
        others = iterable._items
        count = len(others)
        for i in range(count):
            items.append(as_item(items, others[i]))
    else:
        for value in iterable:
            items.append(as_item(items, value))


def insert(self, i, item):
    if not is_integer(i) and not is_bool(i):
        reject("list insert indices must be integers")
    self._items.insert(i, as_item(self._items, item))


def pop(self, i=-1):
    if not is_integer(i) and not is_bool(i):
        reject("argument for pop must be an integer")
    items = self._items
    if len(items) == 0:
        raise IndexError("pop from empty list")
    if i >= len(items) or i < -len(items):
        raise IndexError("pop index out of range")
    return items.pop(i)


def remove(self, item):
    items = self._items
    for i in range(len(items)):
        if items[i] == item:
            items.pop(i)
            return
    raise ValueError("list.remove(x): x not in list")


def clear(self):
    self._items.clear()


def copy(self):
    return _of(self._items[:])


def count(self, item):
    total = 0
    for value in self._items:
        if value == item:
            total += 1
    return total


def index(self, item, start=None, stop=None):
    items = self._items
    first = 0
    last = len(items)
    if start is not None:
        first = start
        if first < 0:
            first = max(0, first + len(items))
    if stop is not None:
        last = stop
        if last < 0:
            last += len(items)
        last = min(last, len(items))
    for i in range(first, last):
        if items[i] == item:
            return i
    raise ValueError("item not in list")


def __repr__(self):
    return repr(self._items)


def __str__(self):
    return str(self._items)


def reverse(self):
    self._items.reverse()


def sort(self, key=None, reverse=False):
    self._items.sort(key=key, reverse=reverse)


def getitem_unchecked(self, index):
    return self._items[index]


def _place(self, index):
    """The position that an index means."""
    if not is_integer(index) and not is_bool(index):
        reject("list indices must be integers or slices")
    count = len(self._items)
    place = np.int64(index)
    position = place + count if place < 0 else place
    if position < 0 or position >= count:
        raise IndexError("list index out of range")
    return position


def __getitem__(self, index):
    if is_slice(index):
        return _of(self._items[index])
    return self._items[self._place(index)]


def __setitem__(self, index, value):
    items = self._items
    if is_slice(index):
        if is_typed_list(value):
            items[index] = value._items
        elif is_list(value):
            items[index] = value
        else:
            given = items[:0]
            for item in value:
                given.append(as_item(items, item))
            items[index] = given
    else:
        items._holds(as_item(items, value))
        items[self._place(index)] = as_item(items, value)


def __delitem__(self, index):
    if is_slice(index):
        del self._items[index]
    else:
        self._items.pop(self._place(index))


def __contains__(self, item):
    for value in self._items:
        if value == item:
            return True
    return False


def __iter__(self):
    return self, 0, len(self._items)


def _after(self, iterator):
    items = self._items
    position = iterator[1]
    if len(items) != iterator[2]:
        raise RuntimeError("list was mutated during iteration")
    if position < iterator[2]:
        return True, items[position], (self, position + 1, iterator[2])
    return False, undefined(items), iterator


def __reversed__(self):
    return self._items[::-1]


def __add__(self, other):
    made = self.copy()
    made.extend(other)
    return made


def __iadd__(self, other):
    self.extend(other)
    return self


def __mul__(self, times):
    return _of(self._items * times)


def __imul__(self, times):
    items = self._items
    items *= times
    return self


def _items_of(other):
    if is_typed_list(other):
        return other._items
    return other


def __eq__(self, other):
    if is_typed_list(other) or is_list(other):
        mine = self._items
        theirs = _items_of(other)
        if len(mine) != len(theirs):
            return False
        for i in range(len(mine)):
            if mine[i] != theirs[i]:
                return False
        return True
    return False


def __ne__(self, other):
    return not self.__eq__(other)


def _compared(self, other):
    """Below 0 where this list comes first, above where the other does, 0 where they are equal."""
    mine = self._items
    theirs = _items_of(other)
    for i in range(min(len(mine), len(theirs))):
        if mine[i] != theirs[i]:
            return -1 if mine[i] < theirs[i] else 1
    return len(mine) - len(theirs)


def __lt__(self, other):
    return self._compared(other) < 0


def __le__(self, other):
    return self._compared(other) <= 0


def __gt__(self, other):
    return self._compared(other) > 0


def __ge__(self, other):
    return self._compared(other) >= 0

"""What the containers' methods do when they are called from Python: each is a compiled function."""

import numlir.typed as typed

from ..decorators import njit

# Lists.


@njit
def list_of_one(item):
    made = typed.List()
    made.append(item)
    return made


@njit
def append(items, item):
    items.append(item)


@njit
def extend(items, more):
    items.extend(more)


@njit
def insert(items, i, item):
    items.insert(i, item)


@njit
def pop(items, i):
    return items.pop(i)


@njit
def remove(items, item):
    items.remove(item)


@njit
def clear(items):
    items.clear()


@njit
def copy(items):
    return items.copy()


@njit
def count(items, item):
    return items.count(item)


@njit
def index(items, item, start, stop):
    return items.index(item, start, stop)


@njit
def reverse(items):
    items.reverse()


@njit
def sort(items, key, reverse):
    items.sort(key=key, reverse=reverse)


@njit
def plain_sort(items, reverse):
    items.sort(reverse=reverse)


@njit
def length(items):
    return len(items)


@njit
def getitem(items, i):
    return items[i]


@njit
def setitem(items, i, value):
    items[i] = value


@njit
def delitem(items, i):
    del items[i]


@njit
def contains(items, value):
    return value in items


@njit
def equal(a, b):
    return a == b


@njit
def less(a, b):
    return a < b


@njit
def less_or_equal(a, b):
    return a <= b


@njit
def concatenated(a, b):
    return a + b


@njit
def repeated(items, times):
    return items * times


# Dictionaries and sets.


@njit
def dict_of_one(key, value):
    made = typed.Dict()
    made[key] = value
    return made


@njit
def set_of_one(item):
    made = typed.Set()
    made.add(item)
    return made


@njit
def get(table, key, default):
    return table.get(key, default)


@njit
def setdefault(table, key, default):
    return table.setdefault(key, default)


@njit
def pop_key(table, key):
    return table.pop(key)


@njit
def pop_key_or(table, key, default):
    return table.pop(key, default)


@njit
def popitem(table):
    return table.popitem()


@njit
def update(table, other):
    table.update(other)


@njit
def key_after(table, position):
    """The position behind the next key and the key's own; the first is -1 at the end."""
    return table._next_place(position)


@njit
def key_at(table, place):
    return table._key_at(place)


@njit
def value_at(table, place):
    return table._value_at(place)


@njit
def add(items, item):
    items.add(item)


@njit
def discard(items, item):
    items.discard(item)


@njit
def pop_any(items):
    return items.pop()

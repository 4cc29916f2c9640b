"""What the containers' methods do when they are called from Python: each is a compiled function."""

import numlir.typed as typed

from ..decorators import jit_always

# Lists.


@jit_always
def list_of_one(item):
    made = typed.List()
    made.append(item)
    return made


@jit_always
def append(items, item):
    items.append(item)


@jit_always
def extend(items, more):
    items.extend(more)


@jit_always
def insert(items, i, item):
    items.insert(i, item)


@jit_always
def pop(items, i):
    return items.pop(i)


@jit_always
def remove(items, item):
    items.remove(item)


@jit_always
def clear(items):
    items.clear()


@jit_always
def copy(items):
    return items.copy()


@jit_always
def count(items, item):
    return items.count(item)


@jit_always
def index(items, item, start, stop):
    return items.index(item, start, stop)


@jit_always
def reverse(items):
    items.reverse()


@jit_always
def sort(items, key, reverse):
    items.sort(key=key, reverse=reverse)


@jit_always
def plain_sort(items, reverse):
    items.sort(reverse=reverse)


@jit_always
def length(items):
    return len(items)


@jit_always
def getitem(items, i):
    return items[i]


@jit_always
def setitem(items, i, value):
    items[i] = value


@jit_always
def delitem(items, i):
    del items[i]


@jit_always
def contains(items, value):
    return value in items


@jit_always
def equal(a, b):
    return a == b


@jit_always
def less(a, b):
    return a < b


@jit_always
def less_or_equal(a, b):
    return a <= b


@jit_always
def concatenated(a, b):
    return a + b


@jit_always
def repeated(items, times):
    return items * times


# Dictionaries and sets.


@jit_always
def dict_of_one(key, value):
    made = typed.Dict()
    made[key] = value
    return made


@jit_always
def set_of_one(item):
    made = typed.Set()
    made.add(item)
    return made


@jit_always
def get(table, key, default):
    return table.get(key, default)


@jit_always
def setdefault(table, key, default):
    return table.setdefault(key, default)


@jit_always
def pop_key(table, key):
    return table.pop(key)


@jit_always
def pop_key_or(table, key, default):
    return table.pop(key, default)


@jit_always
def popitem(table):
    return table.popitem()


@jit_always
def update(table, other):
    table.update(other)


@jit_always
def key_after(table, position):
    """The position behind the next key and the key's own; the first is -1 at the end."""
    return table._next_place(position)


@jit_always
def key_at(table, place):
    return table._key_at(place)


@jit_always
def value_at(table, place):
    return table._value_at(place)


@jit_always
def add(items, item):
    items.add(item)


@jit_always
def discard(items, item):
    items.discard(item)


@jit_always
def pop_any(items):
    return items.pop()

"""Hash tables in the order of insertion: what dictionaries and sets have in common.

`keys`, `values` and `hashes` have an item for each entry, in the order in which they came; the hash of an entry that was deleted is
`GONE`. `table` holds places of entries where their hashes say, `FREE` where there is none: a power of two of places, of which at most
half are in use, with linear probing. `live` counts the entries that were not deleted; `version` changes with each entry that
comes or goes.
"""

import numpy as np
from numlir.library import bits, call_c, is_complex, is_date, is_float, is_integer, is_bool, is_bytes, is_member, is_string, is_tuple, is_typed_dict, reject

GONE = -1
FREE = -1
SMALLEST = 8


def _mixed(h):
    h = h * -7046029254386353131
    h = (h ^ (h >> 32)) & 0x7FFFFFFFFFFFFFFF
    return h


def _hash_of_tuple(key):
    if len(key) == 0:
        return 3430008
    if len(key) == 1:
        return _hash(key[0]) * 31 + 7
    return _mixed(_hash(key[0]) + 1000003 * _hash_of_tuple(key[1:]))


def _hash(key):
    """A hash for tables, never negative; equal keys have equal ones."""
    if is_tuple(key):
        return _mixed(_hash_of_tuple(key))
    elif is_member(key):
        return _hash(key.value)
    elif is_string(key) or is_bytes(key):
        return call_c("numlir_hash_str", np.int64, key)
    elif is_bool(key):
        return 1 if key else 0
    elif is_integer(key) or is_date(key):
        return _mixed(np.int64(key))
    elif is_float(key):
        value = np.float64(key)
        return _mixed(bits(0.0 if value == 0.0 else value))
    elif is_complex(key):
        return _mixed(_hash(key.real) + 1000003 * _hash(key.imag))
    else:
        reject("unhashable: a key is a number, a string, or a tuple of such")


def _probe(self, key, h):
    """The place in the table where a key is, or the free one where its entry would be noted. The table is not empty."""
    keys = self._keys
    table = self._table
    hashes = self._hashes
    mask = len(table) - 1
    i = h & mask
    while True:
        place = table[i]
        if place == FREE:
            return i
        if is_string(key) or is_bytes(key) or is_tuple(key):
            if hashes[place] == h and keys[place] == key:
                return i
        elif keys[place] == key:
            return i
        i = (i + 1) & mask


def _find(self, key):
    """The place of a key's entry, or -1."""
    self._keys._holds(key)
    table = self._table
    if len(table) == 0:
        return -1
    return table[_probe(self, key, _hash(key))]


def _find_or_insert(self, key):
    """The place of a key's entry, or -1 where it had none and has one now; its value is for the caller to append."""
    keys = self._keys
    keys._holds(key)
    h = _hash(key)
    table = self._table
    i = 0
    if len(table) > 0:
        i = _probe(self, key, h)
        place = table[i]
        if place != FREE:
            return place
    count = len(keys)
    if 2 * (count + 1) > len(table):
        _rebuild(self)
        count = len(keys)
        _claim(self._table, h, count)
    else:
        table[i] = count
    keys.append(key)
    self._hashes.append(h)
    self._live += 1
    self._version += 1
    return -1


def _claim(table, h, place):
    """Notes the place of an entry that the table does not have yet."""
    mask = len(table) - 1
    i = h & mask
    while table[i] != FREE:
        i = (i + 1) & mask
    table[i] = place


def _squeeze(self):
    """Takes entries that were deleted out of the lists."""
    keys = self._keys
    values = self._values
    hashes = self._hashes
    to = 0
    for place in range(len(hashes)):
        if hashes[place] != GONE:
            if to != place:
                hashes[to] = hashes[place]
                keys[to] = keys[place]
                if is_typed_dict(self):
                    values[to] = values[place]
            to += 1
    del hashes[to:]
    del keys[to:]
    if is_typed_dict(self):
        del values[to:]


def _rebuild(self):
    if self._live < len(self._keys):
        _squeeze(self)
    count = SMALLEST
    while count < 3 * (self._live + 1):
        count *= 2
    # The list stays the same one: a function that replaces no field reads all of them without counting references.
    table = self._table
    del table[count:]
    for i in range(len(table)):
        table[i] = FREE
    table.extend([FREE] * (count - len(table)))
    hashes = self._hashes
    for place in range(len(hashes)):
        _claim(table, hashes[place], place)


def _forget(table, hashes, place):
    """Takes a place out of the table; what follows moves up so that it is still found."""
    mask = len(table) - 1
    hole = hashes[place] & mask
    while table[hole] != place:
        hole = (hole + 1) & mask
    i = hole
    while True:
        i = (i + 1) & mask
        if table[i] == FREE:
            break
        home = hashes[table[i]] & mask
        # An entry may move to the hole where that does not lie before its home.
        if ((i - home) & mask) >= ((i - hole) & mask):
            table[hole] = table[i]
            hole = i
    table[hole] = FREE


def _remove_at(self, place):
    """Deletes an entry."""
    keys = self._keys
    values = self._values
    hashes = self._hashes
    _forget(self._table, hashes, place)
    hashes[place] = GONE
    self._live -= 1
    self._version += 1
    while len(hashes) > 0 and hashes[len(hashes) - 1] == GONE:
        hashes.pop()
        keys.pop()
        if is_typed_dict(self):
            values.pop()
    if place < len(keys):
        # What was deleted is let go of; the last entry is a live one.
        keys[place] = keys[len(keys) - 1]
        if is_typed_dict(self):
            values[place] = values[len(keys) - 1]


def _clear(self):
    self._keys.clear()
    self._values.clear()
    self._hashes.clear()
    self._table.clear()
    self._live = 0
    self._version += 1


def _next_place(self, place):
    """The place of the first live entry from a place on, or -1."""
    hashes = self._hashes
    count = len(hashes)
    while place < count:
        if hashes[place] != GONE:
            return place
        place += 1
    return -1


def _live_keys(self):
    """The keys in a list, which is the table's own."""
    if self._live < len(self._keys):
        _rebuild(self)
    return self._keys


def _check(self, version):
    if self._version != version:
        if is_typed_dict(self):
            raise RuntimeError("dictionary changed size during iteration")
        raise RuntimeError("Set changed size during iteration")

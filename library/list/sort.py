"""Sorting lists, by merging: equal elements keep their order."""

from numlir.library import is_none, is_number_list, sort_numbers
from numlir.library.builtins.sort import _sort_by

def sort(self, *, key=None, reverse=False):
    backwards = bool(reverse)
    if not is_none(key):
        keys = [key(value) for value in self]
        values = self[:]
        _sort_by(keys, values, backwards)
        self[:] = values
    elif is_number_list(self):
        sort_numbers(self, backwards)
    else:
        keys = self[:]
        values = self[:]
        _sort_by(keys, values, backwards)
        self[:] = values


"""Methods of arrays that sort."""

from numlir.library import Literal, is_none, reject
from numlir.library.numpy.sorting import _partition_axis, _sort_axis
from numlir.library.numpy.records import _sorted_records
from numlir.library.numpy import argpartition as _argpartition, argsort as _argsort, searchsorted as _searchsorted


def sort(self, axis: Literal = -1, kind: Literal = None, order: Literal = None, *, stable: Literal = None):
    if self.dtype.names is not None:
        self[...] = _sorted_records(self, axis, order)
    elif not is_none(order):
        reject("sort(): 'order' is for records")
    else:
        _sort_axis(self, axis, kind, stable)


def argsort(self, axis: Literal = -1, kind: Literal = None, order: Literal = None, *, stable: Literal = None):
    return _argsort(self, axis, kind, order, stable=stable)


def partition(self, kth, axis: Literal = -1, kind: Literal = "introselect", order: Literal = None):
    if not is_none(order):
        reject("partition(): 'order' is for records")
    _partition_axis(self, kth, axis)


def argpartition(self, kth, axis: Literal = -1, kind: Literal = "introselect", order: Literal = None):
    return _argpartition(self, kth, axis, kind, order)


def searchsorted(self, v, side: Literal = "left", sorter=None):
    return _searchsorted(self, v, side, sorter)

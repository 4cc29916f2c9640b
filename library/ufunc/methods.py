"""Methods of ufuncs that the program has made (`vectorize`)."""

import numpy as np
from numlir.library import Literal, reject
from numlir.library.numpy.along import _all_true, _as_array, _axes, _result_shape, _rows_along, _shaped, _stored
from numlir.library.numpy.axes import _axis
from numlir.library.numpy.folds import _accumulated, _check_binary, _or_new, _totals
from numlir.library.numpy.methods import _at, _outer, _reduceat


def reduce(
    self,
    array,
    axis: Literal = 0,
    dtype: Literal = None,
    out=None,
    keepdims: Literal = False,
    initial=None,
    where: Literal = True,
):
    _check_binary(self)
    if not _all_true(where):
        reject("the method 'reduce' is compiled without where")
    else:
        a = _as_array(array)
        axes = _axes(axis, a.ndim)
        totals = _totals(self, _rows_along(a, axes), _accumulated(self, a, dtype), initial)
        return _stored(_shaped(totals, (), _result_shape(a, axes, False), None), out, a.ndim, axes, keepdims)


def accumulate(self, array, axis: Literal = 0, dtype: Literal = None, out=None):
    _check_binary(self)
    a = _as_array(array)
    if a.ndim == 0:
        reject("cannot accumulate on a scalar")
    else:
        result = _or_new(out, a.shape, _accumulated(self, a, dtype))
        lines, totals = np.moveaxis(a, _axis(axis, a.ndim), 0), np.moveaxis(result, _axis(axis, a.ndim), 0)
        if len(lines) > 0:
            totals[0] = lines[0]
        for k in range(1, len(lines)):
            totals[k] = self(totals[k - 1], lines[k])
        return result


def reduceat(self, array, indices, axis: Literal = 0, dtype: Literal = None, out=None):
    _check_binary(self)
    return _reduceat(self, array, indices, axis, dtype, out)


def outer(self, A, B):
    _check_binary(self)
    return _outer(self, A, B)


def at(self, a, indices, b=None):
    """`a[i] = self(a[i], b)` for each index, one after the other; `self(a[i])` of a ufunc of one input."""
    if self.nin == 1 and self.nout == 1:
        _at(lambda element, nothing: self(element), a, indices, 0)
    else:
        _check_binary(self)
        _at(self, a, indices, b)

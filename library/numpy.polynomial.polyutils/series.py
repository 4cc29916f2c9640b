"""What the modules of ``numpy.polynomial`` share: arrays of coefficients, the lowest power first."""

import numpy as np
from numlir.library import Literal, is_array, is_bool, is_list, is_scalar, is_tuple, raise_if, reject


def _is_like_array(value):
    return is_array(value) or is_list(value) or is_tuple(value) or is_scalar(value)


def _check_like_array(value, wrong: Literal):
    if not _is_like_array(value):
        reject(wrong)


def _line(a):
    """The coefficients as an array with one axis."""
    line = np.atleast_1d(np.asarray(a))
    if line.ndim != 1:
        reject("Coefficient array is not 1-d")
    else:
        raise_if(line.size == 0, "ValueError", "Coefficient array is empty")
        return line


def _lines(values):
    if len(values) == 0:
        return ()
    return (_line(values[0]),) + _lines(values[1:])


def _series(dtype, trim, lines):
    """The arrays, of one dtype and without the zeros behind."""
    if len(lines) == 0:
        return ()
    part = trimseq(lines[0]) if trim else lines[0]
    return (part.astype(dtype),) + _series(dtype, trim, lines[1:])


def _pair(c1, c2):
    """The coefficients of two polynomials as the operations on polynomials take them: copies of one dtype."""
    _check_like_array(c1, 'The argument "c1" must be array-like')
    _check_like_array(c2, 'The argument "c2" must be array-like')
    lines = _lines((c1, c2))
    return _series(np.common_type(*lines), True, lines)


def _single(c):
    """The coefficients of one polynomial."""
    _check_like_array(c, 'The argument "c" must be array-like')
    lines = _lines((c,))
    return _series(np.common_type(*lines), True, lines)[0]


def _inexact(c):
    """An array of coefficients in which there is room for fractions."""
    _check_like_array(c, 'The argument "c" must be array-like')
    a = np.atleast_1d(np.asarray(c))
    return a.astype(np.common_type(a))


def trimseq(seq):
    """The coefficients without the zeros behind; the first stays."""
    _check_like_array(seq, 'The argument "seq" must be array-like')
    if is_array(seq) and seq.ndim != 1:
        reject("Coefficient array is not 1-d")
    else:
        last = len(seq)
        while last > 1 and seq[last - 1] == 0:
            last -= 1
        return seq[:last]


def as_series(alist, trim=True):
    _check_like_array(alist, 'The argument "alist" must be array-like')
    if not is_bool(trim):
        reject('The argument "trim" must be boolean')
    elif is_tuple(alist):
        lines = _lines(alist)
        return _listed(_series(np.common_type(*lines), trim, lines))
    elif is_list(alist) and not is_scalar(alist[0]):
        return _each_series(alist, trim)
    else:
        return _rows_series(np.asarray(alist), trim)


def _listed(arrays):
    found = []
    _append_all(found, arrays)
    return found


def _append_all(found, arrays):
    if len(arrays) > 0:
        found.append(arrays[0])
        _append_all(found, arrays[1:])


def _each_series(alist, trim):
    found = []
    for a in alist:
        line = _line(a)
        found.append((trimseq(line) if trim else line).astype(np.common_type(line)))
    return found


def _rows_series(a, trim):
    if a.ndim > 2:
        reject("Coefficient array is not 1-d")
    else:
        raise_if(a.ndim == 2 and a.shape[a.ndim - 1] == 0, "ValueError", "Coefficient array is empty")
        found = []
        for row in a:
            line = np.atleast_1d(np.asarray(row))
            found.append((trimseq(line) if trim else line).astype(np.common_type(line)))
        return found


def trimcoef(c, tol=0):
    raise_if(tol < 0, "ValueError", "tol must be non-negative")
    series = _single(c)
    last = len(series)
    while last > 0 and abs(series[last - 1]) <= tol:
        last -= 1
    if last == 0:
        return series[:1] * 0
    return series[:last].copy()


def getdomain(x):
    values = _line(x)
    return np.array((np.min(values), np.max(values))).astype(np.common_type(values))


def mapparms(old, new):
    length = old[1] - old[0]
    return (old[1] * new[0] - old[0] * new[1]) / length, (new[1] - new[0]) / length


def mapdomain(x, old, new):
    offset, scale = mapparms(old, new)
    values = np.asarray(x) if is_list(x) or is_tuple(x) else x
    return offset + scale * values

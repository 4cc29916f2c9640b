"""What `np.mgrid`, `np.ogrid`, `np.r_` and `np.c_` make of slices, numbers and arrays in square brackets."""

import numpy as np
from numlir.library import is_array, is_complex, is_integer, is_list, is_none, is_slice, is_string, is_tuple, raise_if, reject


def _start(part):
    return 0 if is_none(part.start) else part.start


def _check(part):
    if not is_slice(part):
        reject("a grid is made of slices")
    if is_none(part.stop):
        reject("a slice of a grid has an end")


def _steps(part):
    """The numbers that a slice stands for; a complex step says how many there are, with the end among them."""
    _check(part)
    if is_complex(part.step):
        return _line(part, np.float64)
    else:
        return np.arange(_start(part), part.stop, 1 if is_none(part.step) else part.step)


def _line(part, dtype):
    """The same of a dtype, as a slice among several has them."""
    _check(part)
    start = _start(part)
    if is_complex(part.step):
        count = _count(part)
        step = (part.stop - start) / max(count - 1, 1)
        return np.arange(count).astype(dtype) * step + start
    else:
        step = 1 if is_none(part.step) else part.step
        count = max(_count(part), 0)
        return (np.arange(count).astype(dtype) * step + start).astype(dtype)


def _count(part):
    """How many numbers a slice stands for; fewer than none where it ends before its start."""
    if is_complex(part.step):
        return int(abs(part.step))
    else:
        return int(np.ceil((part.stop - _start(part)) / (1 if is_none(part.step) else part.step)))


def _check_counts(parts):
    if len(parts) > 0:
        raise_if(_count(parts[0]) < 0, "ValueError", "negative dimensions not allowed")
        _check_counts(parts[1:])


def _are_whole(parts):
    """Whether all numbers of slices are integers."""
    if len(parts) == 0:
        return True
    part = parts[0]
    _check(part)
    whole = is_integer(_start(part)) and is_integer(part.stop) and (is_none(part.step) or is_integer(part.step))
    return whole and _are_whole(parts[1:])


def _lines(parts, dtype):
    if len(parts) == 0:
        return ()
    return (_line(parts[0], dtype),) + _lines(parts[1:], dtype)


def _all_lines(parts):
    """The numbers along each axis, of one dtype."""
    if _are_whole(parts):
        return _lines(parts, np.int64)
    else:
        return _lines(parts, np.float64)


def _grid(index):
    """All coordinates of the places of a grid, one axis after another."""
    if is_slice(index):
        return _steps(index)
    lines = _all_lines(index)
    _check_counts(index)
    return np.stack(np.meshgrid(*lines, indexing="ij"))


def _open_grid(index):
    """The coordinates of each axis, which broadcast to the grid."""
    if is_slice(index):
        return _steps(index)
    return np.meshgrid(*_all_lines(index), indexing="ij", sparse=True)


def _parts(index):
    return index if is_tuple(index) else (index,)


def _dtype_beside(dtype, parts):
    """The common dtype of the parts: numbers of Python promote weakly."""
    if len(parts) == 0:
        return dtype
    sample = np.empty(0, dtype)
    if is_slice(parts[0]):
        return _dtype_beside((sample + np.empty(0, _slice_dtype(parts[0]))).dtype, parts[1:])
    if is_array(parts[0]):
        return _dtype_beside((sample + np.empty(0, parts[0].dtype)).dtype, parts[1:])
    return _dtype_beside((sample + parts[0]).dtype, parts[1:])


def _slice_dtype(part):
    return np.int64 if _are_whole((part,)) else np.float64


def _common_dtype(parts):
    first = parts[0]
    if is_slice(first):
        return _dtype_beside(_slice_dtype(first), parts[1:])
    if is_array(first):
        return _dtype_beside(first.dtype, parts[1:])
    # A number before arrays is as weak as one behind them.
    if len(parts) > 1:
        return _common_dtype(parts[1:] + (first,))
    return np.asarray(first).dtype


def _plain(parts):
    """Lists are arrays."""
    if len(parts) == 0:
        return ()
    first = parts[0]
    if is_string(first):
        reject("directives as text are not taken between square brackets in compiled code")
    return (np.asarray(first) if is_list(first) or is_tuple(first) else first,) + _plain(parts[1:])


def _as_rows(parts, dtype):
    if len(parts) == 0:
        return ()
    first = parts[0]
    line = _steps(first) if is_slice(first) else np.atleast_1d(first)
    return (line.astype(dtype),) + _as_rows(parts[1:], dtype)


def _as_columns(lines):
    if len(lines) == 0:
        return ()
    line = lines[0]
    return (np.reshape(line, (line.size, 1)) if line.ndim == 1 else line,) + _as_columns(lines[1:])


def _all_numbers(parts):
    if len(parts) == 0:
        return True
    if is_slice(parts[0]) or is_array(parts[0]):
        return False
    return _all_numbers(parts[1:])


def _joined(index):
    parts = _plain(_parts(index))
    if _all_numbers(parts):
        return np.array(parts)
    return np.concatenate(_as_rows(parts, _common_dtype(parts)))


def _joined_columns(index):
    parts = _plain(_parts(index))
    return np.concatenate(_as_columns(_as_rows(parts, _common_dtype(parts))), axis=-1)

"""``numpy.fft``: transforms along one axis and several, real and complex."""

import numpy as np
from numlir.library import Literal, is_complex, is_integer, is_none, raise_if, reject, view
from numlir.library.numpy.axes import _axis
from numlir.library.numpy.elementwise import _into
from numlir.library.numpy.fft.kernels import (
    _has_halves,
    _transform_real_rows,
    _transform_rows,
    _transform_to_real_rows,
)


def _rows(a, n, axis: Literal):
    """A fresh matrix of complex128 whose rows are the lines along the axis, cut off or filled up with zeros to `n`."""
    moved = np.moveaxis(a, axis, -1)
    extent = moved.shape[-1]
    length = extent if is_none(n) else n
    raise_if(length < 1, "ValueError", "Invalid number of FFT data points ({}) specified.", length)
    return _cut_or_filled(moved, length, np.complex128)


def _cut_or_filled(moved, length, dtype):
    """A fresh array whose last axis is as long."""
    rows = np.zeros(moved.shape[:-1] + (length,), dtype)
    taken = moved.shape[-1] if moved.shape[-1] < length else length
    rows[..., :taken] = moved[..., :taken]
    return rows


def _transformed(rows, sign, norm: Literal):
    """The rows transformed in place, and scaled."""
    length = rows.shape[-1]
    _transform_rows(np.reshape(rows, (rows.size // length, length)), sign)
    return _scaled(rows, length, sign, norm)


def _scaled(rows, length, sign, norm: Literal):
    """`backward` scales the inverse, `forward` the other, `ortho` both."""
    if norm == "ortho":
        rows *= 1 / np.sqrt(length)
    elif is_none(norm) or norm == "backward":
        if sign > 0:
            rows *= 1 / length
    elif norm == "forward":
        if sign < 0:
            rows *= 1 / length
    else:
        reject("Invalid norm value; should be \"backward\", \"ortho\" or \"forward\".")
    return rows


def _is_single(a):
    return a.dtype == np.float32 or a.dtype == np.complex64 or a.dtype == np.float16


def _finished(rows, a, axis: Literal, out):
    """The rows where their axis was, in the precision of the argument."""
    moved = np.moveaxis(rows.astype(np.complex64) if _is_single(a) else rows, -1, axis)
    return _into(moved, out)


def _finished_real(rows, a, axis: Literal, out):
    real = rows.real if is_complex(rows) else rows
    moved = np.moveaxis(real.astype(np.float32) if _is_single(a) else real.copy() if is_complex(rows) else real, -1, axis)
    return _into(moved, out)


def fft(a, n=None, axis: Literal = -1, norm: Literal = None, out=None):
    x = np.asarray(a)
    axis = _axis(axis, x.ndim)
    return _finished(_transformed(_rows(x, n, axis), -1, norm), x, axis, out)


def ifft(a, n=None, axis: Literal = -1, norm: Literal = None, out=None):
    x = np.asarray(a)
    axis = _axis(axis, x.ndim)
    return _finished(_transformed(_rows(x, n, axis), 1, norm), x, axis, out)


def rfft(a, n=None, axis: Literal = -1, norm: Literal = None, out=None):
    """The half of the transform of real numbers that determines the other."""
    x = np.asarray(a)
    if is_complex(x):
        reject("rfft is for real numbers")
    else:
        axis = _axis(axis, x.ndim)
        length = x.shape[axis] if is_none(n) else n
        if length > 0 and _has_halves(length):
            real = _cut_or_filled(np.moveaxis(x, axis, -1), length, np.float64)
            count, half = real.size // length, length // 2
            halves = np.empty(real.shape[:-1] + (half + 1,), np.complex128)
            _transform_real_rows(view(real, 0, (count, half), None, "C", np.complex128), np.reshape(halves, (count, half + 1)))
            return _finished(_scaled(halves, length, -1, norm), x, axis, out)
        else:
            rows = _transformed(_rows(x, n, axis), -1, norm)
            return _finished(rows[..., : rows.shape[-1] // 2 + 1].copy(), x, axis, out)


def irfft(a, n=None, axis: Literal = -1, norm: Literal = None, out=None):
    """Real numbers from half of their transform; the other half is its conjugate."""
    x = np.asarray(a)
    axis = _axis(axis, x.ndim)
    length = 2 * (x.shape[axis] - 1) if is_none(n) else n
    raise_if(length < 1, "ValueError", "Invalid number of FFT data points ({}) specified.", length)
    half = _rows(x, length // 2 + 1, axis)
    if _has_halves(length):
        real = np.empty(half.shape[:-1] + (length,), np.float64)
        count, places = real.size // length, length // 2
        _transform_to_real_rows(
            np.reshape(half, (count, places + 1)), view(real, 0, (count, places), None, "C", np.complex128)
        )
        return _finished_real(_scaled(real, length, 1, norm), x, axis, out)
    rows = np.empty(half.shape[:-1] + (length,), np.complex128)
    rows[..., : length // 2 + 1] = half
    rows[..., 0] = half[..., 0].real
    if length % 2 == 0:
        rows[..., length // 2] = half[..., length // 2].real
    for k in range(1, (length + 1) // 2):
        rows[..., length - k] = np.conj(half[..., k])
    return _finished_real(_transformed(rows, 1, norm), x, axis, out)


def hfft(a, n=None, axis: Literal = -1, norm: Literal = None, out=None):
    x = np.asarray(a)
    return irfft(np.conj(x), n, axis, _other_way(norm), out)


def ihfft(a, n=None, axis: Literal = -1, norm: Literal = None, out=None):
    result = np.conj(rfft(a, n, axis, _other_way(norm)))
    return _into(result, out)


def _other_way(norm: Literal):
    if is_none(norm) or norm == "backward":
        return "forward"
    elif norm == "forward":
        return "backward"
    else:
        return norm


def _all_axes(s, axes: Literal, ndim: Literal):
    """The axes that are meant: those given, as many of the last as there are lengths, or all."""
    if not is_none(axes):
        return axes
    elif is_none(s):
        return _count_up(0, ndim)
    else:
        return _count_up(ndim - len(s), ndim)


def _count_up(first: Literal, last: Literal):
    return () if first == last else (first,) + _count_up(first + 1, last)


def _length(s, place: Literal):
    return None if is_none(s) else s[place]


def _forth(a, s, axes: Literal, count: Literal, norm: Literal):
    """Transformed along the first `count` of the axes, the last of them first."""
    if count == 0:
        return a
    else:
        return _forth(fft(a, _length(s, count - 1), axes[count - 1], norm), s, axes, count - 1, norm)


def _back(a, s, axes: Literal, count: Literal, norm: Literal):
    if count == 0:
        return a
    else:
        return _back(ifft(a, _length(s, count - 1), axes[count - 1], norm), s, axes, count - 1, norm)


def fftn(a, s=None, axes: Literal = None, norm: Literal = None, out=None):
    x = np.asarray(a)
    axes = _all_axes(s, axes, x.ndim)
    return _into(_forth(x, s, axes, len(axes), norm), out)


def ifftn(a, s=None, axes: Literal = None, norm: Literal = None, out=None):
    x = np.asarray(a)
    axes = _all_axes(s, axes, x.ndim)
    return _into(_back(x, s, axes, len(axes), norm), out)


def fft2(a, s=None, axes: Literal = (-2, -1), norm: Literal = None, out=None):
    return fftn(a, s, axes, norm, out)


def ifft2(a, s=None, axes: Literal = (-2, -1), norm: Literal = None, out=None):
    return ifftn(a, s, axes, norm, out)


def rfftn(a, s=None, axes: Literal = None, norm: Literal = None, out=None):
    x = np.asarray(a)
    axes = _all_axes(s, axes, x.ndim)
    last = len(axes) - 1
    return _into(_forth(rfft(x, _length(s, last), axes[last], norm), s, axes, last, norm), out)


def irfftn(a, s=None, axes: Literal = None, norm: Literal = None, out=None):
    x = np.asarray(a)
    axes = _all_axes(s, axes, x.ndim)
    last = len(axes) - 1
    return irfft(_back(x, s, axes, last, norm), _length(s, last), axes[last], norm, out)


def rfft2(a, s=None, axes: Literal = (-2, -1), norm: Literal = None, out=None):
    return rfftn(a, s, axes, norm, out)


def irfft2(a, s=None, axes: Literal = (-2, -1), norm: Literal = None, out=None):
    return irfftn(a, s, axes, norm, out)


def fftfreq(n, d=1.0, device=None):
    places = np.empty(n, np.int64)
    middle = (n - 1) // 2 + 1
    places[:middle] = np.arange(middle)
    places[middle:] = np.arange(-(n // 2), 0)
    return places * (1.0 / (n * d))


def rfftfreq(n, d=1.0, device=None):
    return np.arange(n // 2 + 1) * (1.0 / (n * d))


def fftshift(x, axes: Literal = None):
    a = np.asarray(x)
    return _shifted(a, _shift_axes(axes, a.ndim), False)


def ifftshift(x, axes: Literal = None):
    a = np.asarray(x)
    return _shifted(a, _shift_axes(axes, a.ndim), True)


def _shift_axes(axes: Literal, ndim: Literal):
    if is_none(axes):
        return _count_up(0, ndim)
    elif is_integer(axes):
        return (axes,)
    else:
        return axes


def _shifted(a, axes: Literal, back: Literal):
    if len(axes) == 0:
        return a
    else:
        extent = a.shape[axes[0]]
        return _shifted(np.roll(a, -(extent // 2) if back else extent // 2, axes[0]), axes[1:], back)

"""Bessel functions by libdevice's names.

Those of moderate numbers are a recurrence from orders where they vanish (Miller's algorithm), with Neumann's series for the second kind;
those of large ones Hankel's asymptotic series.
"""

import math

import numpy as np

_EULER = 0.5772156649015329
_TWO_OVER_PI = 0.6366197723675814
# From here on the asymptotic series is exact enough.
_LARGE = 30.0
# A recurrence beyond this goes on with all its numbers scaled down.
_TOO_LARGE = 1e200
_SMALLER = 1e-200


def _orders_0_and_1(x):
    """J0, J1, Y0 and Y1 of a positive number below the large ones."""
    start = np.int64(x + 8.0 * np.cbrt(max(x, 1.0))) + 34
    start += start & 1
    above = 0.0
    value = 1e-30
    total = 0.0
    even = 0.0
    odd = 0.0
    one = 0.0
    for k in range(start, 0, -1):
        half = k // 2
        sign = -1.0 if half & 1 else 1.0
        if k & 1 == 0:
            total += 2.0 * value
            even -= sign * value / half
        elif half > 0:
            odd -= sign * (2.0 * half + 1.0) / (half * (half + 1.0)) * value
        else:
            one = value
        above, value = value, 2.0 * k / x * value - above
        if math.fabs(value) > _TOO_LARGE:
            above, value, total, even, odd, one = _shrunk((above, value, total, even, odd, one))
    total += value
    j0 = value / total
    j1 = one / total
    size = math.log(0.5 * x) + _EULER
    y0 = _TWO_OVER_PI * (size * j0 + 2.0 * (even / total))
    y1 = _TWO_OVER_PI * ((size - 1.0) * j1 + odd / total - j0 / x)
    return j0, j1, y0, y1


def _asymptotic(x, order):
    """J and Y of order 0 or 1 of a large number."""
    square = 4.0 * order * order
    term = 1.0
    p = 1.0
    q = 0.0
    for k in range(1, 30):
        term *= (square - (2.0 * k - 1.0) * (2.0 * k - 1.0)) / (8.0 * k * x)
        sign = -1.0 if k & 2 else 1.0
        if k & 1:
            q += sign * term
        else:
            p += sign * term
    # The angle is x - (order / 2 + 1 / 4) pi.
    sine = math.sin(x)
    cosine = math.cos(x)
    if order == 0:
        along, across = cosine + sine, sine - cosine
    else:
        along, across = sine - cosine, -cosine - sine
    size = 0.5641895835477563 / math.sqrt(x)
    return size * (p * along - q * across), size * (p * across + q * along)


def _first(x, order):
    """J0 or J1."""
    size = math.fabs(x)
    if x != x:
        return x
    if size < 1e-8:
        return 0.5 * x if order else 1.0
    if size == math.inf:
        return 0.0
    if size > _LARGE:
        value = _asymptotic(size, order)[0]
    else:
        j0, j1, _, _ = _orders_0_and_1(size)
        value = j1 if order else j0
    return -value if order and x < 0.0 else value


def _second(x, order):
    """Y0 or Y1."""
    if not x > 0.0:
        return -math.inf if x == 0.0 else math.nan
    if x == math.inf:
        return 0.0
    if x > _LARGE:
        return _asymptotic(x, order)[1]
    if order and x < 1e-150:
        return -_TWO_OVER_PI / x
    _, _, y0, y1 = _orders_0_and_1(x)
    return y1 if order else y0


def _first_of_order(n, x):
    n = np.int64(n)
    x = np.float64(x)
    sign = -1.0 if n & 1 and (n < 0) != (x < 0.0) else 1.0
    n = abs(n)
    size = math.fabs(x)
    if n < 2:
        return sign * _first(size, n)
    if x != x or size == 0.0 or size == math.inf:
        return x if x != x else 0.0
    if size > n:
        below = _first(size, 0)
        value = _first(size, 1)
        for k in range(1, n):
            below, value = value, 2.0 * k / size * value - below
        return sign * value
    start = n + np.int64(8.0 * np.cbrt(np.float64(n))) + 34
    start += start & 1
    above = 0.0
    value = 1e-30
    total = 0.0
    found = 0.0
    for k in range(start, 0, -1):
        if k == n:
            found = value
        if k & 1 == 0:
            total += 2.0 * value
        above, value = value, 2.0 * k / size * value - above
        if math.fabs(value) > _TOO_LARGE:
            above, value, total, found = _shrunk((above, value, total, found))
    return sign * (found / (total + value))


def _second_of_order(n, x):
    n = np.int64(n)
    x = np.float64(x)
    sign = -1.0 if n < 0 and n & 1 else 1.0
    n = abs(n)
    if n < 2:
        return sign * _second(x, n)
    if not x > 0.0 or x == math.inf:
        return sign * _second(x, 0)
    below = _second(x, 0)
    value = _second(x, 1)
    for k in range(1, n):
        below, value = value, 2.0 * k / x * value - below
        if value == -math.inf:
            break
    return sign * value


def j0(x):
    return _first(np.float64(x), 0)


def j1(x):
    return _first(np.float64(x), 1)


def y0(x):
    return _second(np.float64(x), 0)


def y1(x):
    return _second(np.float64(x), 1)


def jn(n, x):
    return _first_of_order(n, x)


def yn(n, x):
    return _second_of_order(n, x)


def j0f(x):
    return np.float32(j0(x))


def j1f(x):
    return np.float32(j1(x))


def y0f(x):
    return np.float32(y0(x))


def y1f(x):
    return np.float32(y1(x))


def jnf(n, x):
    return np.float32(jn(n, x))


def ynf(n, x):
    return np.float32(yn(n, x))


def cyl_bessel_i0(x):
    return _modified(np.float64(x), 0)


def cyl_bessel_i1(x):
    return _modified(np.float64(x), 1)


def cyl_bessel_i0f(x):
    return np.float32(cyl_bessel_i0(x))


def cyl_bessel_i1f(x):
    return np.float32(cyl_bessel_i1(x))


def _modified(x, order):
    """I0 or I1: a series of terms of one sign, and the asymptotic one of large numbers."""
    size = math.fabs(x)
    if x != x or size == math.inf:
        return size if order == 0 else x
    if size > _LARGE:
        square = 4.0 * order * order
        term = 1.0
        total = 1.0
        for k in range(1, 40):
            term *= ((2.0 * k - 1.0) * (2.0 * k - 1.0) - square) / (8.0 * k * size)
            total += term
        half = math.exp(0.5 * size)
        value = half * total / math.sqrt(2.0 * math.pi * size) * half
    else:
        quarter = 0.25 * size * size
        term = 0.5 * size if order else 1.0
        value = term
        for k in range(1, 100):
            term *= quarter / (k * np.float64(k + order))
            value += term
    return math.copysign(value, x) if order else value


def _shrunk(values):
    """The numbers of a recurrence that has grown too large."""
    return (values[0] * _SMALLER,) + _shrunk(values[1:]) if len(values) > 1 else (values[0] * _SMALLER,)

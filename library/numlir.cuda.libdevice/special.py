"""The functions of libdevice that are inverses of others, or their parts: of ``erf``, of exponents, of quotients."""

import math

import numpy as np
from numlir import cuda

# 2 / sqrt(pi)
_SLOPE = 1.1283791670955126


def _guess(w):
    """Where ``erf`` is about ``sqrt(1 - exp(-w))``: Winitzki's approximation, good to some thousandths."""
    a = 0.147
    b = 2 / (math.pi * a) - 0.5 * w
    return math.sqrt(math.sqrt(b * b + w / a) - b)


def _step(y, rest):
    """Halley's step for ``erf``, whose value at ``y`` is too large by the rest."""
    step = rest / (_SLOPE * math.exp(-y * y))
    return y - step / (1 + y * step)


def _central(x):
    """The inverse of ``erf`` where it is at most 1/2."""
    if x == 0:
        return x
    y = math.copysign(_guess(-math.log1p(-x * x)), x)
    for _ in range(3):
        y = _step(y, math.erf(y) - x)
    return y


def _tail(x):
    """The inverse of ``erfc`` where it is below 1/2."""
    y = _guess(-math.log(x) - math.log(2 - x))
    for _ in range(4):
        y = _step(y, x - math.erfc(y))
    return y


def erfinv(x):
    x = np.float64(x)
    size = math.fabs(x)
    if not size < 1:
        return math.copysign(math.inf, x) if size == 1 else math.nan
    return math.copysign(_tail(1 - size), x) if size > 0.5 else _central(x)


def erfcinv(x):
    x = np.float64(x)
    if not (x > 0 and x < 2):
        return math.inf if x == 0 else -math.inf if x == 2 else math.nan
    if x < 0.5:
        return _tail(x)
    return -_tail(2 - x) if x > 1.5 else _central(1 - x)


def erfinvf(x):
    return np.float32(erfinv(np.float32(x)))


def erfcinvf(x):
    return np.float32(erfcinv(np.float32(x)))


def normcdfinv(x):
    return -math.sqrt(2.0) * erfcinv(2 * np.float64(x))


def normcdfinvf(x):
    return np.float32(normcdfinv(np.float32(x)))


def erfcx(x):
    x = np.float64(x)
    if x < 25:
        square = x * x
        # What the square has lost would be lost many times in its power.
        return math.exp(square) * (1 + cuda.fma(x, x, -square)) * math.erfc(x)
    inverse = 0.5 / (x * x)
    series = 1.0
    for odd in range(13, 0, -2):
        series = 1 - odd * inverse * series
    return series / (x * math.sqrt(math.pi))


def erfcxf(x):
    return np.float32(erfcx(np.float32(x)))


def ilogb(x):
    x = np.float64(x)
    if x == 0 or x != x:
        return np.int32(-2147483648)
    if math.isinf(x):
        return np.int32(2147483647)
    return np.int32(math.frexp(x)[1] - 1)


def ilogbf(x):
    return ilogb(np.float32(x))


def logb(x):
    x = np.float64(x)
    if x == 0:
        return -math.inf
    if not math.isfinite(x):
        return x * x
    return np.float64(math.frexp(x)[1] - 1)


def logbf(x):
    return np.float32(logb(np.float32(x)))


def remquo(x, y):
    """The remainder, and the quotient's sign and last three bits."""
    x = np.float64(x)
    y = np.float64(y)
    rest = math.remainder(x, y)
    part = math.fmod(math.fabs(x), 8 * math.fabs(y))
    size = math.fabs(y)
    bits = np.int32(0)
    if part == part and size > 0 and math.isfinite(size):
        bits = np.int32((part - math.remainder(part, size)) / size + 0.5) & np.int32(7)
    negative = (math.copysign(1.0, x) < 0) != (math.copysign(1.0, y) < 0)
    return rest, np.int32(-bits) if negative else np.int32(bits)


def remquof(x, y):
    rest, bits = remquo(np.float32(x), np.float32(y))
    return np.float32(rest), bits

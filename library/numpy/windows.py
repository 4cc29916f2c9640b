"""Window functions, and the special functions that they need."""

import numpy as np
from numlir.library import ArrayLike, is_complex, is_float, reject

from .axes import _flat, _reshaped

# Blocks of places, whose values stay in the cache.
_BLOCK = 512

# Coefficients of Chebyshev series for exp(-x) I0(x) on [0, 8], and for exp(-x) sqrt(x) I0(x) on [8, inf]: Clenshaw,
# Chebyshev Series for Mathematical Functions, 1962, as NumPy has them.
BESSEL_SMALL = (
    -4.4153416464793395e-18,
    3.3307945188222384e-17,
    -2.431279846547955e-16,
    1.715391285555133e-15,
    -1.1685332877993451e-14,
    7.676185498604936e-14,
    -4.856446783111929e-13,
    2.95505266312964e-12,
    -1.726826291441556e-11,
    9.675809035373237e-11,
    -5.189795601635263e-10,
    2.6598237246823866e-09,
    -1.300025009986248e-08,
    6.046995022541919e-08,
    -2.670793853940612e-07,
    1.1173875391201037e-06,
    -4.4167383584587505e-06,
    1.6448448070728896e-05,
    -5.754195010082104e-05,
    0.00018850288509584165,
    -0.0005763755745385824,
    0.0016394756169413357,
    -0.004324309995050576,
    0.010546460394594998,
    -0.02373741480589947,
    0.04930528423967071,
    -0.09490109704804764,
    0.17162090152220877,
    -0.3046826723431984,
    0.6767952744094761,
)
BESSEL_LARGE = (
    -7.233180487874754e-18,
    -4.830504485944182e-18,
    4.46562142029676e-17,
    3.461222867697461e-17,
    -2.8276239805165836e-16,
    -3.425485619677219e-16,
    1.7725601330565263e-15,
    3.8116806693526224e-15,
    -9.554846698828307e-15,
    -4.150569347287222e-14,
    1.54008621752141e-14,
    3.8527783827421426e-13,
    7.180124451383666e-13,
    -1.7941785315068062e-12,
    -1.3215811840447713e-11,
    -3.1499165279632416e-11,
    1.1889147107846439e-11,
    4.94060238822497e-10,
    3.3962320257083865e-09,
    2.266668990498178e-08,
    2.0489185894690638e-07,
    2.8913705208347567e-06,
    6.889758346916825e-05,
    0.0033691164782556943,
    0.8044904110141088,
)


def blackman(M):
    return _blackman(_window_places(M), M)


def hanning(M):
    return _raised_cosine(_window_places(M), M, 0.5, 0.5)


def hamming(M):
    return _raised_cosine(_window_places(M), M, 0.54, 0.46)


def bartlett(M):
    places = _window_places(M)
    if M == 1:
        return np.ones(1)
    return np.where(places <= 0, 1 + places / (M - 1), 1 - places / (M - 1))


def kaiser(M, beta):
    if M == 1:
        return np.ones(1)
    half = (M - 1) / 2.0
    places = np.arange(_window_length(M))
    return i0(beta * np.sqrt(1 - ((places - half) / half) ** 2.0)) / i0(np.full(1, float(beta)))


def _window_length(M):
    """As many places as the range from 1 - M to M has in steps of 2, for a length that need not be whole."""
    return 0 if M < 1 else int(np.ceil((2 * float(M) - 1) / 2))


def _window_places(M):
    places = np.empty(_window_length(M))
    for i in range(len(places)):
        places[i] = 1 - M + 2 * i
    return places


def _raised_cosine(places, M, base, height):
    if M == 1:
        return np.ones(1)
    return base + height * np.cos(np.pi * places / (M - 1))


def _blackman(places, M):
    if M == 1:
        return np.ones(1)
    return 0.42 + 0.5 * np.cos(np.pi * places / (M - 1)) + 0.08 * np.cos(2.0 * np.pi * places / (M - 1))


def sinc(x):
    """sin(pi x) / (pi x)"""
    angle = np.multiply(np.pi, x)
    if np.result_type(angle) == np.float16:
        tiny = 0.0009765625
    elif np.result_type(angle) == np.float32:
        tiny = 1.1920928955078125e-07
    else:
        tiny = 1e-20 if is_complex(angle) else 2.220446049250313e-16
    angle = np.where(angle != 0, angle, tiny)
    return np.divide(np.sin(angle), angle)


def i0(x: ArrayLike):
    """The modified Bessel function of the first kind, of order 0."""
    if is_complex(x):
        reject("i0 not supported for complex values")
    line = _flat(x)
    result = np.empty(len(line), x.dtype if is_float(x) else np.float64)
    for start in range(0, len(line), _BLOCK):
        result[start : start + _BLOCK] = _bessel(line[start : start + _BLOCK].astype(np.float64))
    return _reshaped(result, x.shape)


def _bessel(x):
    """Of one axis. Each of the two series is summed only where one of the places needs it."""
    x = np.abs(x)
    values = np.empty(len(x))
    large = np.any(x > 8.0)
    if np.any(x <= 8.0):
        values[:] = np.exp(x) * _chebyshev(x / 2.0 - 2, BESSEL_SMALL)
    if large:
        behind = np.exp(x) * _chebyshev(32.0 / x - 2.0, BESSEL_LARGE) / np.sqrt(x)
        values[:] = np.where(x <= 8.0, values, behind)
    return values


def _chebyshev(x, coefficients):
    """Clenshaw's recurrence, each step for all places."""
    first, second, third = np.full(len(x), coefficients[0]), np.zeros(len(x)), np.zeros(len(x))
    for i in range(1, len(coefficients)):
        for k in range(len(x)):
            third[k] = second[k]
            second[k] = first[k]
            first[k] = x[k] * second[k] - third[k] + coefficients[i]
    return 0.5 * (first - third)

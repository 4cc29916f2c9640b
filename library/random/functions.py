"""Python's ``random``, over a generator that each thread has: streams are CPython's."""

import math

import numpy as np
from numlir.library import call_c, is_none, is_tuple, reject
from numlir.library.numpy.random.integers import _shuffle

SOURCE = 1


def _below(n):
    """A number of ``range(n)``."""
    return np.int64(call_c("numlir_random_below_python", np.uint64, np.uint64(n - 1)))


def seed(a=None):
    if is_none(a):
        call_c("numlir_random_seed_from_system", None, 1)
    else:
        call_c("numlir_random_seed_python", None, int(a))


def random():
    return call_c("numlir_random_double", np.float64, SOURCE)


def getrandbits(k):
    if k < 0:
        raise ValueError("number of bits must be non-negative")
    return np.int64(call_c("numlir_random_bits_python", np.uint64, int(k)))


def uniform(a, b):
    return a + (b - a) * random()


def randrange(start, stop=None, step=1):
    if is_none(stop):
        if start <= 0:
            raise ValueError("empty range for randrange()")
        return _below(start)
    width = stop - start
    if step == 1:
        if width <= 0:
            raise ValueError("empty range for randrange()")
        return start + _below(width)
    if step == 0:
        raise ValueError("zero step for randrange()")
    if step > 0:
        count = (width + step - 1) // step
    else:
        count = (width + step + 1) // step
    if count <= 0:
        raise ValueError("empty range for randrange()")
    return start + step * _below(count)


def randint(a, b):
    return randrange(a, b + 1)


def choice(seq):
    if len(seq) == 0:
        raise IndexError("Cannot choose from an empty sequence")
    return seq[_below(len(seq))]


def shuffle(x):
    _shuffle(SOURCE, x)


def gauss(mu=0.0, sigma=1.0):
    return mu + call_c("numlir_random_gauss_python", np.float64) * sigma


def normalvariate(mu=0.0, sigma=1.0):
    z = 0.0
    found = False
    while not found:
        u1 = random()
        u2 = 1.0 - random()
        z = 1.7155277699214135 * (u1 - 0.5) / u2
        found = z * z / 4.0 <= -math.log(u2)
    return mu + z * sigma


def lognormvariate(mu=0.0, sigma=1.0):
    return math.exp(normalvariate(mu, sigma))


def expovariate(lambd=1.0):
    return -math.log(1.0 - random()) / lambd


def triangular(low=0.0, high=1.0, mode=None):
    u = random()
    if is_none(mode):
        c = 0.5
    else:
        if high == low:
            return low + 0.0
        c = (mode - low) / (high - low)
    if u > c:
        return high + (low - high) * math.sqrt((1.0 - u) * (1.0 - c))
    return low + (high - low) * math.sqrt(u * c)


def paretovariate(alpha):
    u = 1.0 - random()
    return u ** (-1.0 / alpha)


def weibullvariate(alpha, beta):
    u = 1.0 - random()
    return alpha * (-math.log(u)) ** (1.0 / beta)


def vonmisesvariate(mu, kappa):
    if kappa <= 1e-6:
        return 6.283185307179586 * random()
    s = 0.5 / kappa
    r = s + math.sqrt(1.0 + s * s)
    z = 0.0
    found = False
    while not found:
        u1 = random()
        z = math.cos(math.pi * u1)
        d = z / (r + z)
        u2 = random()
        found = u2 < 1.0 - d * d or u2 <= (1.0 - d) * math.exp(d)
    q = 1.0 / r
    f = (q + z) / (1.0 + q * z)
    u3 = random()
    if u3 > 0.5:
        return (mu + math.acos(f)) % 6.283185307179586
    return (mu - math.acos(f)) % 6.283185307179586


def gammavariate(alpha, beta):
    if alpha <= 0.0 or beta <= 0.0:
        raise ValueError("gammavariate: alpha and beta must be > 0.0")
    if alpha > 1.0:
        ainv = math.sqrt(2.0 * alpha - 1.0)
        bbb = alpha - 1.3862943611198906
        ccc = alpha + ainv
        while True:
            u1 = random()
            if 1e-7 < u1 and u1 < 0.9999999:
                u2 = 1.0 - random()
                v = math.log(u1 / (1.0 - u1)) / ainv
                x = alpha * math.exp(v)
                z = u1 * u1 * u2
                r = bbb + ccc * v - x
                if r + 2.504077396776274 - 4.5 * z >= 0.0 or r >= math.log(z):
                    return x * beta
    elif alpha == 1.0:
        return -math.log(1.0 - random()) * beta
    else:
        while True:
            u = random()
            b = (2.718281828459045 + alpha) / 2.718281828459045
            p = b * u
            if p <= 1.0:
                x = p ** (1.0 / alpha)
            else:
                x = -math.log((b - p) / alpha)
            u1 = random()
            if p > 1.0:
                if u1 <= x ** (alpha - 1.0):
                    return x * beta
            elif u1 <= math.exp(-x):
                return x * beta


def betavariate(alpha, beta):
    y = gammavariate(alpha, 1.0)
    if y != 0:
        return y / (y + gammavariate(beta, 1.0))
    return 0.0

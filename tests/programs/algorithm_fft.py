"""The radix-2 fast Fourier transform in place."""

import math

import numpy as np

from numlir import njit

TOLERANCE = 1e-12


@njit
def f(a):
    n = len(a)
    if n & (n - 1):
        raise ValueError("length must be a power of two")
    j = 0
    for i in range(1, n):
        bit = n >> 1
        while j & bit:
            j ^= bit
            bit >>= 1
        j |= bit
        if i < j:
            a[i], a[j] = a[j], a[i]
    size = 2
    while size <= n:
        angle = -2.0 * math.pi / size
        for start in range(0, n, size):
            for k in range(size // 2):
                w = complex(math.cos(angle * k), math.sin(angle * k))
                u = a[start + k]
                v = a[start + k + size // 2] * w
                a[start + k] = u + v
                a[start + k + size // 2] = u - v
        size *= 2


CASES = [(np.arange(8) + 0j,), (np.array([1, 0, 0, 0], np.complex128),), (np.arange(6) * 1j,), ((np.arange(32) % 5 + 0j)[::2],)]

"""Heapsort."""

import numpy as np

from numlir import njit


@njit
def sift(a, start, end):
    root = start
    while 2 * root + 1 < end:
        child = 2 * root + 1
        if child + 1 < end and a[child] < a[child + 1]:
            child += 1
        if a[root] >= a[child]:
            return
        a[root], a[child] = a[child], a[root]
        root = child


@njit
def f(a):
    n = len(a)
    for start in range(n // 2 - 1, -1, -1):
        sift(a, start, n)
    for end in range(n - 1, 0, -1):
        a[0], a[end] = a[end], a[0]
        sift(a, 0, end)
    return a


CASES = [(np.array([5, 3, 8, 1, 9, 2]),), (np.array([2.5, -1.0, 0.0]),), (np.zeros(0),), (np.arange(20)[::-2],)]

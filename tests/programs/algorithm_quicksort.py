"""Quicksort in place."""

import numpy as np

from numlir import njit


@njit
def sort(a, lo, hi):
    while lo < hi:
        pivot = a[(lo + hi) // 2]
        i = lo
        j = hi
        while i <= j:
            while a[i] < pivot:
                i += 1
            while a[j] > pivot:
                j -= 1
            if i <= j:
                a[i], a[j] = a[j], a[i]
                i += 1
                j -= 1
        if j - lo < hi - i:
            sort(a, lo, j)
            lo = i
        else:
            sort(a, i, hi)
            hi = j


@njit
def f(a):
    sort(a, 0, len(a) - 1)


CASES = [(np.array([3, 1, 2]),), (np.array([5.5, -1.0, 5.5, 0.0, 2.0, 9.0])[::-1],), (np.array([], np.int64),), (np.arange(20) * 7 % 11,),
         (np.array([3, 1, 2, 2, 1], np.int8),)]

"""Lists of lists, of tuples, of arrays and of strings."""

import numpy as np
from numlir import njit


@njit
def f(m, t, s, a):
    m[0].append(9)
    m.append([7, 8])
    m[1][0] = -1
    alias = m[0]
    alias[0] = 100
    first, second = t[0]
    t.append((first + 1, second * 2))
    s.append(s[0] + "!")
    a.append(np.zeros(2))
    a[0][1] = 5.0
    total = 0.0
    for array in a:
        for v in array:
            total += v
    return m, t, s, total, len(a), a[-1], [row[0] for row in m], "x" in s


CASES = [([[1, 2], [3]], [(1, 2.5)], ["x", "yé"], [np.ones(3), np.arange(4.0)])]

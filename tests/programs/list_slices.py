"""Slices of lists: read, assigned, deleted."""

from numlir import njit


@njit
def f(n):
    x = [i for i in range(n)]
    parts = [x[2:5], x[:3], x[-3:], x[::2], x[::-1], x[5:2], x[5:2:-1], x[-100:100], x[100:], x[n:0:-3]]
    a = x[:]
    a[1:3] = [100, 200, 300]
    b = x[:]
    b[::2] = [-v for v in b[::2]]
    c = x[:]
    del c[1::2]
    d = x[:]
    del d[::-3]
    e = x[:]
    e[2:2] = (7, 8)
    g = x[:]
    g[1:-1] = []
    h = x[:]
    h[1:2] = h
    del x[0]
    del x[-1]
    return parts, a, b, c, d, e, g, h, x


CASES = [(2,), (6,), (11,)]

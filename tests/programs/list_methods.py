"""The methods of lists."""

from numlir import njit


@njit
def f(x, v):
    y = x.copy()
    y.append(v)
    y.extend(x)
    y.extend((v, v))
    y.extend(range(3))
    y.insert(0, v + 1)
    y.insert(-1, 77)
    y.insert(100, 88)
    y.insert(-100, 99)
    p = y.pop()
    q = y.pop(0)
    r = y.pop(-2)
    y.remove(v)
    c = y.count(v)
    i = y.index(v)
    j = y.index(v, i + 1)
    z = y.copy()
    z.reverse()
    w = y[:]
    w.clear()
    x.append(5)
    return y, p, q, r, c, i, j, z, w, len(w), bool(w), not z


CASES = [([1, 2, 3], 2), ([5], 5), ([1, 1, 1], 1)]

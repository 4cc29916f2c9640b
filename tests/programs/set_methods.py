"""Methods of sets."""

from numlir import njit


@njit
def f(a, b):
    u = a.union(b), a.union([7, 8]), a.intersection(b), a.difference(b), a.symmetric_difference(b)
    t = a.issubset(b), a.issuperset(b), a.isdisjoint(b), a.issubset([1, 2, 3, 4])
    c = a.copy()
    c.intersection_update([2, 3])
    d = a.copy()
    d.difference_update(b)
    p = 0
    while len(a) > 0:
        p += a.pop()
    a.remove(5)
    return u, t, c, d, p


CASES = [({1, 2, 3}, {3, 4})]

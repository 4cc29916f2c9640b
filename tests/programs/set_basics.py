"""Sets of numbers."""

from numlir import njit


@njit
def f(a, b, v):
    c = set()
    for i in range(20):
        c.add(i * i % 11)
    c.discard(5)
    c.discard(500)
    a.add(v)
    total = 0
    for x in a:
        total += x
    d = {x % 3 for x in b}
    e = set([1.5, 2.5, 1.5])
    g = a.copy()
    if v > 0:
        g.update([100, 101])
    else:
        g.clear()
    h = b.copy()
    h |= {1, 2}
    h &= {1, 2, 3}
    h ^= {3, 4}
    h -= {4}
    return c, total, d, e, g, h, len(a), v in a, 2.5 in e, v not in b, a | b, a & b, a - b, a ^ b, a <= b, a < a | b, a == b, a != a, bool(c), sorted(a)


CASES = [({1, 2, 3}, {3, 4}, 7), ({-5}, {0}, -5), ({2**62, 1}, {1}, 0)]

"""Loops over lists, also while they change."""

from numlir import njit


@njit
def f(x, y):
    s = 0.0
    for i, v in enumerate(x):
        s += i * v
    for v, w in zip(x, y):
        s += v * w
    for v in reversed(x):
        s = s * 0.5 + v
    seen = []
    for v in x:
        if v < 3:
            x.append(v + 2)
        seen.append(v)
    return s, seen, min(x), max(y), sum(x), any([v > 4 for v in x]), all([v > 0 for v in x]), sorted(y, reverse=True)


CASES = [([1, 2, 5], [2.5, 0.5]), ([4], [1.0, -1.0, 3.0])]

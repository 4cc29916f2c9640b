"""Sorting, which is stable."""

from numlir import njit


@njit
def second(pair):
    return pair[1]


@njit
def f(x, y, w):
    a = sorted(x)
    b = sorted(x, reverse=True)
    x.sort()
    y.sort(reverse=True)
    pairs = [(i, v % 3) for i, v in enumerate(x)]
    pairs.sort(key=second)
    back = sorted(pairs, key=lambda pair: pair[1], reverse=True)
    w.sort()
    return a, b, x, y, pairs, back, w, sorted((3, 1, 2)), sorted("hello"), sorted([[2, 1], [1, 5], [1]])


CASES = [([3, 1, 2], [0.5, -1.5, 2.5, 0.5], ["b", "a", "B"]), ([7 * i % 101 for i in range(100)], [float(-i % 7) for i in range(50)], ["w%d" % (i % 5) for i in range(40)])]

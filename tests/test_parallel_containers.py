"""Lists, dictionaries, sets and objects in loops over prange: an iteration's own, read by all, or changed by all, which no threads may do."""

import warnings

import pytest
from comparing import executed

import numlir as nb
from numlir import types
from numlir.experimental import jitclass

N = 500


@jitclass([("count", types.int64)])
class Counter:
    def __init__(self):
        self.count = 0

    def add(self, k):
        self.count += k


@nb.njit
def fill(items, i):
    items.append(i)


# What comes before the loop, its body, what is given.
SERIAL = {
    "a list that grows": ("items = [0]", "items.append(i)", "items"),
    "a list that shrinks": ("items = list(range(n))", "items.pop()", "len(items)"),
    "a list's first element": ("items = [0]", "items[0] += i", "items"),
    "a dictionary": ("d = {0: 1}", "d[i] = i", "len(d)"),
    "a set": ("s = {0}", "s.add(i)", "len(s)"),
    "in a function that is called": ("items = [0]", "fill(items, i)", "items"),
    "an object": ("c = Counter()", "c.count += i", "c.count"),
    "an object's method": ("c = Counter()", "c.add(i)", "c.count"),
    "a list in a list": ("items = [[0], [0]]", "items[i % 2].append(i)", "len(items[0]), len(items[1])"),
}
PARALLEL = {
    "a list of its own": ("s = 0", "items = [0]\n        items.append(i)\n        s += len(items) + items[1]", "s"),
    "a dictionary of its own": ("s = 0", "d = {0: 1}\n        d[i] = i\n        s += len(d)", "s"),
    "an object of its own": ("s = 0", "c = Counter()\n        c.add(i)\n        s += c.count", "s"),
    "a list that is read": ("items, s = list(range(n)), 0", "s += items[i]", "s"),
    "a dictionary that is read": ("d, s = {1: 2, 3: 4}, 0", "s += d[1 + i % 2 * 2]", "s"),
    "a place of a list": ("items = [0] * n", "items[i] = i * 2", "items"),
}


def compiled(before, body, given, parallel=True):
    decorator = "@nb.njit(parallel=True)\n" if parallel else ""
    text = f"{decorator}def f(n):\n    {before}\n    for i in nb.prange(n):\n        {body}\n    return {given}\n"
    name = f"<containers {hash((text, parallel))}>"
    return executed(text, name, {"nb": nb, "Counter": Counter, "fill": fill if parallel else fill.py_func})["f"]


def check(case):
    with nb.parallel_chunksize(3):
        assert compiled(*case)(N) == compiled(*case, parallel=False)(N)


@pytest.mark.parametrize("name", SERIAL)
def test_changed_by_all(name):
    with pytest.warns(nb.errors.NumlirParallelWarning, match="from outside, so the loop runs serially"):
        check(SERIAL[name])


@pytest.mark.parametrize("name", PARALLEL)
def test_changed_by_none(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error", nb.errors.NumlirParallelWarning)
        check(PARALLEL[name])

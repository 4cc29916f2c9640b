"""``cache=True`` of functions whose code holds what users added: methods of their classes, structures, overloads."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPORT = """
import json as _json
print(_json.dumps([result, sum(f.stats.cache_hits.values()), sum(f.stats.cache_misses.values())]))
"""

JITCLASS = """
import numlir as nb, numpy as np
from numlir.experimental import jitclass

@jitclass([("x", nb.float64), ("y", nb.float64), ("a", nb.float64[:])])
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y
        self.a = np.arange(3.0)

    @property
    def norm(self):
        return (self.x ** 2 + self.y ** 2) ** 0.5

    def scaled(self, k):
        return Point(self.x * k, self.y * k)

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

@nb.njit(cache=True)
def f(p, k):
    q = p.scaled(k) + p
    return q.norm + q.a.sum()

result = f(Point(3.0, 4.0), 1.0)
"""

MADE_INSIDE = JITCLASS.replace("def f(p, k):", "def f(k):\n    p = Point(3.0, 4.0)").replace("f(Point(3.0, 4.0), 1.0)", "f(1.0)")

STRUCTREF = """
from numlir import njit, types
from numlir.experimental import structref

@structref.register
class PairType(types.StructRef):
    pass

class Pair(structref.StructRefProxy):
    @property
    def first(self):
        return first_of(self)

structref.define_proxy(Pair, PairType, ["first", "second"])

@njit
def first_of(pair):
    return pair.first

@njit(cache=True)
def f(pair):
    other = Pair(pair.second, pair.first)
    return other.first * 10 + pair.first

result = f(Pair(1, 2.5))
"""

OVERLOAD = """
from numlir import njit, types
from numlir.extending import overload

def double(x):
    return x + x

@overload(double)
def _(x):
    if isinstance(x, types.Float):
        return lambda x: x * 2.0
    return lambda x: x * 2

@njit(cache=True)
def f(x):
    return double(x) + 1

result = f(3) + f(2.5)
"""


class Project:
    def __init__(self, folder: Path):
        self.folder = folder
        self.environment = {**os.environ, "NUMLIR_CACHE_DIR": str(folder / "cache")}

    def run(self, text):
        """The result, and how often the cache hit and missed."""
        (self.folder / "main.py").write_text(text + REPORT)
        command = [sys.executable, "-B", "main.py"]
        done = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return tuple(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


@pytest.mark.parametrize(
    ("text", "result", "count"),
    [(JITCLASS, 13.0, 1), (MADE_INSIDE, 13.0, 1), (STRUCTREF, 26.0, 1), (OVERLOAD, 13.0, 2)],
    ids=["jitclass", "made inside", "structref", "overload"],
)
def test_a_second_process_hits(project, text, result, count):
    assert project.run(text) == (result, 0, count)
    assert project.run(text) == (result, count, 0)


@pytest.mark.parametrize(
    ("before", "after", "result"),
    [
        ("self.x ** 2 + self.y ** 2", "self.x + self.y", 3.0 + 14.0**0.5),
        ("self.x + other.x", "self.x - other.x", 11.0),
        ('("x", nb.float64), ("y", nb.float64)', '("y", nb.float64), ("x", nb.float32)', 13.0),
        ("np.arange(3.0)", "np.arange(4.0)", 16.0),
    ],
    ids=["a property", "an operator", "fields", "the constructor"],
)
def test_a_changed_class_is_compiled_anew(project, before, after, result):
    assert before in JITCLASS
    project.run(JITCLASS)
    changed = JITCLASS.replace(before, after)
    assert project.run(changed) == (pytest.approx(result), 0, 1)
    assert project.run(changed) == (pytest.approx(result), 1, 0)


def test_a_changed_overload_is_compiled_anew(project):
    project.run(OVERLOAD)
    assert project.run(OVERLOAD.replace("x * 2.0", "x * 4.0")) == (18.0, 1, 1)


def test_a_method_that_moved_is_found_and_raises_at_its_new_line(project):
    text = JITCLASS.replace("return (self.x ** 2", "if self.x > 5:\n            raise ValueError('far')\n        return (self.x ** 2")
    text = text.replace("result = f(Point(3.0, 4.0), 1.0)", "")
    text += """
import traceback
try:
    f(Point(3.0, 4.0), 1.0)
except ValueError as error:
    result = traceback.extract_tb(error.__traceback__)[-1].lineno
"""
    line, *counts = project.run(text)
    assert counts == [0, 1]
    assert project.run("# one\n# two\n" + text) == (line + 2, 1, 0)


def test_arrays_of_extensions_are_not_kept(project):
    text = OVERLOAD.replace("lambda x: x * 2.0", "lambda x: x * table[1]").replace("def double", "import numpy as np\ntable = np.array([1.0, 2.0])\n\ndef double")
    text = text.replace("f(3) + f(2.5)", "f(2.5)")
    assert project.run(text) == (6.0, 0, 1)
    assert project.run(text) == (6.0, 0, 1)
    assert project.run(text.replace("[1.0, 2.0]", "[1.0, 3.0]")) == (8.5, 0, 1)

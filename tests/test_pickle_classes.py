"""Compiled classes and their instances pickle by content, with pickle and cloudpickle, to processes that have nothing of the program."""

import importlib
import pickle
import subprocess
import sys
from pathlib import Path

import cloudpickle
import numpy as np
import pytest

import numlir as nb
from numlir import njit, types
from numlir.experimental import jitclass

SCALE = 3.0


def plain(x):
    return x * SCALE


def classes():
    """Two classes that no module has; the second uses the first, and itself."""

    @jitclass([("x", types.float64), ("a", types.float64[:])])
    class Point:
        """A point."""

        def __init__(self, x):
            self.x = x
            self.a = np.arange(3.0)

        @property
        def scaled(self):
            return plain(self.x)

        @scaled.setter
        def scaled(self, value):
            self.x = value / 3.0

        @staticmethod
        def twice(x):
            return 2 * x

        def __add__(self, other):
            return Point(self.x + other.x)

    node = nb.deferred_type()

    @jitclass([("point", Point.class_type.instance_type), ("next", types.optional(node))])
    class Node:
        def __init__(self, point, next):
            self.point = point
            self.next = next

        def pushed(self, point):
            return Node(point, self)

    node.define(Node.class_type.instance_type)
    return Point, Node


def function_of(Point, Node):
    @njit(cache=True)
    def f(k):
        point = Point(1.0) + Point(k)
        nodes = Node(point, None).pushed(Point(k))
        total = 0.0
        while True:
            total = total * 10 + nodes.point.scaled + nodes.point.a.sum()
            if nodes.next is None:
                return total
            nodes = nodes.next

    return f


EXPECTED = (3.0 * 2.0 + 3.0) * 10 + 3.0 * 3.0 + 3.0


def elsewhere(folder: Path, dumped: bytes, text: str):
    """What a program prints that gets `loaded` in a process that cannot import this file."""
    (folder / "dumped").write_bytes(dumped)
    program = folder / "program.py"
    program.write_text(f"import pickle\nloaded = pickle.load(open({str(folder / 'dumped')!r}, 'rb'))\n{text}\n")
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, timeout=120, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(params=[pickle, cloudpickle], ids=["pickle", "cloudpickle"])
def pickler(request):
    return request.param


def test_a_class_is_made_anew_elsewhere(pickler, tmp_path):
    Point, _ = classes()
    text = """
p = loaded(2.0)
q = p + p
q.scaled = 30.0
print(type(q) is loaded, loaded.__name__, loaded.__qualname__, loaded.__doc__, q.x, p.scaled, loaded.twice(4), q.a.tolist())
try:
    q.missing = 1
except AttributeError:
    print("no attribute")
"""
    expected = "True Point classes.<locals>.Point A point. 10.0 6.0 8 [0.0, 1.0, 2.0]\nno attribute"
    assert elsewhere(tmp_path, pickler.dumps(Point), text) == expected


def test_classes_that_use_others_and_themselves(pickler, tmp_path):
    f = function_of(*classes())
    assert f(2.0) == EXPECTED
    assert elsewhere(tmp_path, pickler.dumps(f), "print(loaded(2.0))") == str(EXPECTED)


def test_instances(pickler, tmp_path):
    Point, Node = classes()
    node = Node(Point(1.5), None).pushed(Point(2.5))
    node.point.a[1] = 7.0
    text = "print(loaded.point.x, loaded.point.a.tolist(), loaded.next.point.x, loaded.next.next)"
    assert elsewhere(tmp_path, pickler.dumps(node), text) == "2.5 [0.0, 7.0, 2.0] 1.5 None"


def test_what_comes_back_is_the_same_class(pickler):
    Point, Node = classes()
    again, other = pickler.loads(pickler.dumps((Point, Node)))
    assert again is Point and other is Node
    copied = pickler.loads(pickler.dumps(Point(2.0)))
    assert type(copied) is Point and copied.x == 2.0
    assert pickler.loads(pickler.dumps(Point.class_type.instance_type)) is Point.class_type.instance_type


def test_fields_without_values_have_none_later(pickler):
    @jitclass([("x", types.int64), ("a", types.float64[:]), ("s", types.unicode_type)])
    class Partial:
        def __init__(self):
            self.x = 5

    copied = pickler.loads(pickler.dumps(Partial()))
    assert copied.x == 5
    with pytest.raises(AttributeError):
        copied.s


def test_a_class_of_a_module_pickles_by_its_name(pickler, tmp_path, monkeypatch):
    (tmp_path / "module_of_a_class.py").write_text(
        "from numlir import types\nfrom numlir.experimental import jitclass\n"
        "@jitclass([('x', types.int64)])\nclass Named:\n    def __init__(self, x):\n        self.x = x\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("module_of_a_class")
    dumped = pickler.dumps(module.Named)
    assert len(dumped) < 100 and pickle.loads(dumped) is module.Named


def test_subclasses_and_class_members_are_refused():
    Point, _ = classes()
    with pytest.raises(TypeError, match="cannot subclass from a jitclass: Other derives from Point"):

        class Other(Point):
            pass

    with pytest.raises(TypeError, match="Constant: class members are not supported: K"):

        @jitclass([("x", types.int64)])
        class Constant:
            K = 5

            def __init__(self):
                self.x = self.K

    with pytest.raises(TypeError, match="Maker: class methods are not supported: make"):

        @jitclass([("x", types.int64)])
        class Maker:
            def __init__(self):
                self.x = 1

            @classmethod
            def make(cls):
                return cls()

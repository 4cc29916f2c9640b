"""Compiled classes, in Python and in compiled code."""

import gc
import sys

import numlir as nb
import numpy as np
import pytest
from numlir import _numlir
from numlir.experimental import jitclass
from numlir.typed import Dict, List


@jitclass([("x", nb.float64), ("y", nb.float64), ("history", nb.float64[:])])
class Point:
    """A point of a plane."""

    def __init__(self, x, y=2.0):
        self.x = x
        self.y = y
        self.history = np.zeros(3)

    def norm(self):
        return (self.x**2 + self.y**2) ** 0.5

    def move(self, dx, dy=0):
        self.x += dx
        self.y += dy
        return self

    @property
    def total(self):
        return self.x + self.y

    @total.setter
    def total(self, value):
        self.x = value - self.y

    @staticmethod
    def twice(value):
        return 2 * value

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    def __len__(self):
        return 3

    def __getitem__(self, i):
        return self.history[i]

    def __setitem__(self, i, value):
        self.history[i] = value

    def __contains__(self, value):
        return value in self.history


@jitclass
class Owner:
    point: Point
    number: int
    items: nb.types.ListType(nb.int64)
    names: nb.types.DictType(nb.types.unicode_type, nb.int64)

    def __init__(self, point):
        self.point = point
        self.number = 3
        self.items = List.empty_list(nb.int64)
        self.names = Dict.empty(nb.types.unicode_type, nb.int64)

    def work(self, name):
        self.point.x += self.number
        self.items.append(self.number)
        self.names[name] = len(self.items)
        return self.point


node_type = nb.deferred_type()


@jitclass([("value", nb.int64), ("next", nb.optional(node_type))])
class Node:
    def __init__(self, value):
        self.value = value
        self.next = None


node_type.define(Node.class_type.instance_type)


def test_from_python():
    point = Point(3.0, 4.0)
    assert isinstance(point, Point) and Point.__doc__ == "A point of a plane."
    assert (point.norm(), point.x, point.total) == (5.0, 3.0, 7.0)
    assert (point.twice(4), Point.twice(5), len(point)) == (8, 10, 3)
    point.x = 10
    assert point.x == 10.0 and isinstance(point.x, float)
    point.total = 20.0
    assert (point.x, point.move(1, dy=2).y) == (16.0, 6.0)
    assert point.move(0) is point
    point[1] = 4.5
    assert point[1] == 4.5 and point.history.tolist() == [0.0, 4.5, 0.0]
    assert 4.5 in point and 9.0 not in point
    assert Point(1) == Point(x=1, y=2.0) and not Point(1) == Point(2)
    assert (Point(1) + Point(2)).x == 3.0


def test_in_compiled_code():
    @nb.njit
    def work(n, point):
        made = Point(0.0, y=1.0)
        for i in range(n):
            made.x += i
            point.move(1.0)
            made.total = made.total + 1.0
        both = point + made
        return made, both.total, made.twice(2), len(both), both[0], point == made, point is point, 0.0 in both

    point = Point(3.0, 4.0)
    made, *others = work(5, point)
    assert isinstance(made, Point) and made.x == 15.0 and point.x == 8.0
    assert others == [28.0, 4, 3, 0.0, False, True, True]


def test_fields_that_are_containers_and_other_classes():
    point = Point(1.0)
    owner = Owner(point)
    assert owner.work("a").x == 4.0 and point.x == 4.0
    owner.work("b")
    assert (list(owner.items), dict(owner.names), owner.point.x, owner.number) == ([3, 3], {"a": 1, "b": 2}, 7.0, 3)
    owner.items = List([7])
    owner.point.x = 0.5
    assert list(owner.items) == [7] and point.x == 0.5

    @nb.njit
    def sum_of(owners):
        total = 0.0
        for owner in owners:
            total += owner.point.x
        return total

    assert sum_of(List([owner, owner])) == 1.0
    assert sum_of([owner]) == 0.5


def test_a_class_that_refers_to_itself():
    @nb.njit
    def chain(n):
        head = Node(0)
        for i in range(1, n):
            made = Node(i)
            made.next = head
            head = made
        return head

    @nb.njit
    def length(node):
        count = 1
        while node.next is not None:
            count += 1
            node = node.next
        return count

    head = chain(4)
    assert (head.value, head.next.value, head.next.next.next.next) == (3, 2, None)
    assert length(head) == 4


def test_errors():
    with pytest.raises(AttributeError, match="nothing"):
        Point(1.0).nothing

    @nb.njit
    def wrong(point):
        return point.nothing

    with pytest.raises(nb.errors.TypingError, match="has no attribute 'nothing'"):
        wrong(Point(1.0))

    @nb.njit
    def assign(point):
        point.x = "text"

    with pytest.raises(nb.errors.TypingError, match="cannot hold unicode_type"):
        assign(Point(1.0))
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        Point()
    with pytest.raises(TypeError, match="no __init__"):

        @jitclass([("x", nb.int64)])
        class Empty:
            pass

    with pytest.raises(NameError, match="name shadowing: x"):

        @jitclass([("x", nb.int64)])
        class Shadowed:
            def __init__(self):
                pass

            def x(self):
                pass


def test_a_field_without_a_value():
    @jitclass([("items", nb.types.ListType(nb.int64)), ("number", nb.int64)])
    class Forgetful:
        def __init__(self):
            pass

        def length(self):
            return len(self.items)

    made = Forgetful()
    assert made.number == 0
    with pytest.raises(AttributeError, match="'items' has no value yet"):
        made.items
    with pytest.raises(AttributeError, match="'items' has no value yet"):
        made.length()


def test_inherited_members():
    class Base:
        def __init__(self, n):
            self.n = n

        def double(self):
            return 2 * self.n

    @jitclass([("n", nb.int64)])
    class Derived(Base):
        def more(self):
            return self.double() + 1

    assert Derived(5).more() == 11


def test_nothing_leaks():
    @nb.njit
    def churn(n):
        point = Point(1.0)
        for i in range(n):
            point = point + Point(float(i))
            point.history = np.ones(4)
        owner = Owner(point)
        owner.work("a")
        owner.items = List.empty_list(nb.int64)
        return owner

    @nb.njit
    def fails(owner):
        owner.point = Point(2.0)
        return owner.point[99]

    churn(3)
    gc.collect()
    array = np.arange(3.0)
    before, references = _numlir.live_blocks(), sys.getrefcount(array)
    for _ in range(10):
        owner = churn(10)
        owner.point.history = array
        with pytest.raises(IndexError):
            fails(owner)
    del owner
    gc.collect()
    assert (_numlir.live_blocks(), sys.getrefcount(array)) == (before, references)


def test_calls_and_conversions_of_instances():
    @jitclass([("x", nb.int64)])
    class Scaled:
        def __init__(self, x):
            self.x = x

        def __call__(self, y, shift=1):
            return self.x * y + shift

        def __complex__(self):
            return complex(self.x, 1)

    @nb.njit
    def f(s):
        return s(5), s(5, shift=2), Scaled(2)(3), complex(s)

    s = Scaled(3)
    assert f(s) == (16, 17, 7, 3 + 1j)
    assert s(5) == 16 and complex(s) == 3 + 1j


def test_init_gives_nothing():
    @jitclass([])
    class Wrong:
        def __init__(self):
            return 7

    with pytest.raises(nb.errors.TypingError, match=r"__init__\(\) should return None, not a value"):
        Wrong()


def test_long_chains_come_to_their_end():
    @nb.njit
    def chain(count):
        head = Node(0)
        for i in range(count):
            node = Node(i)
            node.next = head
            head = node
        return head

    @nb.njit
    def used(count):
        return chain(count).value

    used(1)
    gc.collect()
    before = _numlir.live_blocks()
    assert used(1_000_000) == 999_999
    head = chain(1_000_000)
    assert _numlir.live_blocks() == before + 1_000_001
    del head
    assert _numlir.live_blocks() == before

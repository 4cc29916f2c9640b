"""`structref`: structures by reference whose fields have the types that they are made with."""

import numpy as np
import pytest

import numlir as nb
from numlir import errors, typed, types
from numlir.experimental import structref
from numlir.extending import overload_attribute, overload_method


@structref.register
class PointType(types.StructRef):
    def preprocess_fields(self, fields):
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


class Point(structref.StructRefProxy):
    def __new__(cls, x, y):
        return structref.StructRefProxy.__new__(cls, x, y)

    @property
    def x(self):
        return get_x(self)

    @x.setter
    def x(self, value):
        set_x(self, value)

    @property
    def y(self):
        return get_y(self)

    def scaled(self, by):
        return self.x * by


@nb.njit
def get_x(p):
    return p.x


@nb.njit
def set_x(p, value):
    p.x = value


@nb.njit
def get_y(p):
    return p.y


structref.define_proxy(Point, PointType, ["x", "y"])


@overload_method(PointType, "scaled")
def _scaled(self, by):
    return lambda self, by: self.x * by


@overload_attribute(PointType, "both")
def _both(self):
    return lambda self: (self.x, self.y)


def test_made_in_python():
    p = Point(y="name", x=np.arange(3.0))
    assert isinstance(p, Point) and p.y == "name"
    assert list(p.x) == [0, 1, 2]
    p.x = np.ones(2)
    assert list(p.x) == [1, 1] and list(p.scaled(3)) == [3, 3]
    assert isinstance(nb.typeof(p), PointType)
    assert nb.typeof(p).field_dict == {"x": types.float64[::1], "y": types.unicode_type}


def test_made_in_compiled_code():
    @nb.njit
    def make(x):
        p = Point(x, y=2.5)
        p.x += x
        return p, p

    first, second = make(4)
    assert (first.x, first.y) == (8, 2.5) and first._address == second._address
    set_x(second, 1)
    assert first.x == 1


def test_fields_of_any_types():
    @nb.njit
    def make():
        return Point(1, 2.5), Point(3j, (4, "a")), Point([1, 2], Point(5, 6))

    a, b, c = make()
    assert (a.x, a.y, b.x, b.y, c.x, c.y.y) == (1, 2.5, 3j, (4, "a"), [1, 2], 6)


def test_methods_and_attributes():
    @nb.njit
    def use(x):
        p = Point(x, 7)
        return p.scaled(3), p.both

    assert use(2) == (6, (2, 7))


def test_identity():
    @nb.njit
    def same():
        a, b = Point(1, 2), Point(1, 2)
        c = a
        return a is b, a is c

    assert same() == (False, True)


def test_as_arguments():
    @nb.njit
    def distance(a, b):
        return np.linalg.norm(a.x - b.x)

    assert distance(Point(np.zeros(2), 0), Point(np.array([3.0, 4.0]), 0)) == 5.0


def test_in_containers():
    d = typed.Dict()
    d["a"] = Point(1, 2.5)
    d["a"].x += 10
    assert (d["a"].x, d["a"].y) == (11, 2.5)
    with pytest.raises((TypeError, errors.TypingError)):
        d["b"] = Point(2.5, 1)

    @nb.njit
    def total(n):
        points = [Point(i, 1) for i in range(n)]
        return sum([p.x for p in points])

    assert total(5) == 10


@structref.register
class PlainType(types.StructRef):
    pass


structref.define_boxing(PlainType, structref.StructRefProxy)
plain = PlainType([("values", types.float64[:]), ("count", types.int64)])


@nb.njit
def new_plain(values):
    made = structref.new(plain)
    made.values = values
    made.count = len(values)
    return made


def test_of_a_type_that_is_given():
    @nb.njit
    def count(p):
        return p.count + p.values.sum()

    made = new_plain(np.arange(4.0)[::2])
    assert type(made) is structref.StructRefProxy and count(made) == 4.0
    with pytest.raises(AttributeError, match="values"):
        made.values


@structref.register
class NodeType(types.StructRef):
    def preprocess_fields(self, fields):
        self.name = f"NodeType#{id(self)}"
        return (("value", types.Optional(types.int64)), ("parent", types.Optional(self)))


class Node(structref.StructRefProxy):
    pass


structref.define_proxy(Node, NodeType, ["value", "parent"])


def test_of_itself():
    @nb.njit
    def depth(n):
        last = Node(None, None)
        for i in range(n):
            node = Node(None, None)
            node.value = i
            node.parent = last
            last = node
        count = 0
        while last.parent is not None:
            count += last.value
            last = last.parent
        return count

    before = nb._numlir.live_blocks()
    assert depth(5) == 10
    assert nb._numlir.live_blocks() == before


def test_nothing_leaks():
    @nb.njit
    def make(n):
        p = Point(np.zeros(n), "a")
        for i in range(n):
            p = Point(p.x + 1, p.y + "b")
        return p.x.sum(), len(p.y)

    make(2)
    before = nb._numlir.live_blocks()
    assert make(5) == (25.0, 6)
    assert nb._numlir.live_blocks() == before


@structref.register
class OddType(types.StructRef):
    pass


class Odd(structref.StructRefProxy):
    pass


structref.define_proxy(Odd, OddType, ["name", "self", "make", "proxy"])


def test_fields_of_any_names():
    @nb.njit
    def use():
        odd = Odd("n", 1, 2.5, (3, 4))
        return odd.name, odd.self, odd.make, odd.proxy

    assert use() == ("n", 1, 2.5, (3, 4))


def test_errors():
    with pytest.raises(ValueError, match="cannot register"):
        structref.register(types.StructRef)
    with pytest.raises(ValueError, match="expecting a str for field name"):
        types.StructRef([(1, types.int64)])
    with pytest.raises(ValueError, match="expecting a Numba Type for field type"):
        types.StructRef([("a", 123)])

    @nb.njit
    def no_such_field():
        return Point(1, 2).z

    with pytest.raises(errors.TypingError, match="has no attribute 'z'"):
        no_such_field()

    @nb.njit
    def wrong_type():
        p = Point(1, 2)
        p.x = "text"

    with pytest.raises(errors.TypingError, match="the field 'x'"):
        wrong_type()

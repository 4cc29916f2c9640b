"""Named tuples: made, passed, returned, and what tuples can do."""

from collections import namedtuple
from typing import NamedTuple

import numpy as np
import pytest

import numlir as nb
from numlir import errors, types

Point = namedtuple("Point", "x y")


class Body(NamedTuple):
    mass: float
    place: Point
    name: str


def test_arguments_have_fields():
    @nb.njit
    def norm(p):
        return (p.x**2 + p.y**2) ** 0.5

    assert norm(Point(3, 4)) == 5.0
    assert norm(Point(y=4.0, x=3)) == 5.0
    assert norm.signatures[0][0].instance_class is Point
    with pytest.raises(errors.TypingError, match="has no attribute 'z'"):
        nb.njit(lambda p: p.z)(Point(1, 2))


def test_made_and_returned():
    @nb.njit
    def swap(p):
        return Point(p.y, x=p.x) if False else Point(y=p.x, x=p.y)

    result = swap(Point(1, 2.5))
    assert type(result) is Point and result == Point(2.5, 1)
    assert isinstance(result.y, int)


def test_they_are_tuples():
    @nb.njit
    def use(p, q):
        a, b = p
        total = 0
        for element in p:
            total += element
        return p[1], p[-1], len(p), a - b, total, p == q, p < q, p + (5,), p[::-1], sum(p), max(p), 3 in p, p.index(4)

    p, q = Point(3, 4), Point(3, 5)
    assert use(p, q) == use.py_func(p, q)


def test_star_arguments():
    @nb.njit
    def add(a, b, c=0):
        return 100 * a + 10 * b + c

    @nb.njit
    def use(p):
        return add(*p), add(*p, 7), Point(*p)

    assert use(Point(1, 2)) == (120, 127, Point(1, 2))


def test_nested():
    @nb.njit
    def move(body, by):
        p = body.place
        return Body(body.mass, Point(p.x + by, p.y), body.name + "!")

    moved = move(Body(1.5, Point(1, 2), "b"), 10)
    assert type(moved) is Body and type(moved.place) is Point
    assert moved == Body(1.5, Point(11, 2), "b!")


def test_arrays_in_them():
    Data = namedtuple("Data", "values weights")

    @nb.njit
    def scaled(d, by):
        return Data(d.values * by, d.weights)

    weights = np.ones(3)
    before = nb._numlir.live_blocks()
    result = scaled(Data(np.arange(3.0), weights), 2)
    assert type(result) is Data and list(result.values) == [0, 2, 4] and result.weights is weights
    del result
    assert nb._numlir.live_blocks() == before


def test_in_lists_and_loops():
    @nb.njit
    def points(n):
        made = [Point(i, i * 0.5) for i in range(n)]
        made.append(Point(100, 1.5))
        best = made[0]
        for p in made:
            if p.y > best.y:
                best = p
        return made, best, sum([p.x for p in made])

    made, best, total = points(3)
    assert made == [(0, 0.0), (1, 0.5), (2, 1.0), (100, 1.5)] and {type(p) for p in made} == {Point}
    assert type(best) is Point and best.x == 100 and total == 103

    @nb.njit
    def first(points):
        return points[0].x + points[-1].y

    assert first([Point(1, 2), Point(3, 4)]) == 5


def test_with_none():
    @nb.njit
    def find(points, x):
        found = None
        for p in points:
            if p.x == x:
                found = p
        if found is None:
            return -1
        return found.y

    assert find([Point(1, 2), Point(3, 4)], 3) == 4 and find([Point(1, 2)], 9) == -1


def test_on_two_paths():
    @nb.njit
    def pick(c):
        p = Point(1, 2)
        if c:
            p = Point(1.5, 3)
        return p

    assert pick(True) == Point(1.5, 3) and pick(False) == Point(1.0, 2)


def test_text():
    @nb.njit
    def text(p):
        return f"{p} {p!r}", str(p)

    assert text(Point(1, "a")) == ("Point(x=1, y='a') Point(x=1, y='a')", "Point(x=1, y='a')")


def test_isinstance():
    Other = namedtuple("Other", "x y")

    @nb.njit
    def kinds(p):
        return isinstance(p, Point), isinstance(p, Other), isinstance(p, tuple)

    assert kinds(Point(1, 2)) == (True, False, True)
    assert kinds((1, 2)) == (False, False, True)


def test_wrong_arguments():
    for call, message in (
        ("Point(1)", "is missing the field 'y'"),
        ("Point(1, 2, 3)", "takes 2 positional arguments"),
        ("Point(1, x=2)", "got multiple values for argument 'x'"),
        ("Point(1, z=2)", "got an unexpected keyword argument 'z'"),
    ):
        scope = {"Point": Point}
        exec(f"def f():\n    return {call}\n", scope)
        with pytest.raises(errors.TypingError, match=message.replace("(", r"\(")):
            nb.njit(scope["f"])()


def test_signatures():
    kind = types.NamedUniTuple(types.float64, 2, Point)

    @nb.njit(types.float64(kind))
    def x(p):
        return p.x

    assert x(Point(1.5, 2.5)) == 1.5 and x(Point(1, 2)) == 1.0


def test_a_tuple_without_an_element_for_each_field_is_refused():
    @nb.njit
    def last(p, q):
        return p[-1] + q

    for elements in (1,), (1, 2, 3):
        with pytest.raises(errors.TypingError):
            last(tuple.__new__(Point, elements), 4)
    assert last(Point(1, 2), 4) == 6


def test_patterns_match_them_as_tuples():
    @nb.njit
    def where(p):
        match p:
            case (x, (y, _)) if x > y:
                return "nested"
            case (_, (_, _)):
                return "flat"
            case (_, _):
                return "elsewhere"
            case _:
                return "no pair"

    for value in Point(2, 1), Point(3, Point(1, 0)), Point(1, Point(1, 0)), Body(1.0, Point(1, 2), "a"):
        assert where(value) == where.py_func(value)

"""`match`: the patterns that are compiled, against CPython."""

from collections import namedtuple

import pytest

import numlir as nb

Point = namedtuple("Point", "x y")


def check(function, *cases):
    compiled = nb.njit(function)
    for case in cases:
        assert compiled(case) == function(case), case


def test_stars():
    def f(x):
        match x:
            case []:
                return -1
            case [1]:
                return 1
            case [a, b]:
                return a + b
            case [a, *rest, 9]:
                return a * 100 + len(rest)
            case [_, *_]:
                return 7
        return 0

    check(f, [1], [2], [1, 2], [1, 2, 3], [1, 2, 3, 9], (1,), (1, 2), (4, 5, 9), (4, 5, 6))
    assert nb.njit(f)(nb.typed.List([1, 2, 9])) == 101


def test_the_rest_is_a_list():
    def f(x):
        match x:
            case [a, *rest]:
                rest.append(a)
                return rest
        return [0]

    check(f, [1, 2, 3], [4])


def test_a_tuple_in_a_tuple():
    def f(x):
        match x:
            case (0, 0):
                return 1
            case (a, (b, 0)):
                return a + b
            case (_, (b, c)):
                return 10 * b + c
        return 3

    check(f, (0, 0), (1, (2, 0)), (1, (2, 3)), (1, 2), (0, 1), 5)


def test_values_of_kinds_that_are_never_equal():
    def f(x):
        match x:
            case "a":
                return 1
            case 2:
                return 2
            case b"c":
                return 3
            case None:
                return 4
        return 5

    check(f, "a", "b", 2, 2.0, b"c", None, (1,), [1])


def test_a_value_that_may_be_none():
    @nb.njit
    def maybe(n):
        if n > 0:
            return (n, n)
        return None

    @nb.njit
    def f(n):
        match maybe(n):
            case (1, 1):
                return 1
            case (a, *_):
                return a
            case None:
                return 0

    assert [f(n) for n in (1, 5, -1)] == [1, 5, 0]

    @nb.njit
    def g(n):
        x = n if n > 0 else None
        match x:
            case 1:
                return 10
            case None:
                return 20
            case y:
                return y

    assert [g(n) for n in (1, 5, -1)] == [10, 5, 20]


def test_classes():
    def f(x):
        match x:
            case bool():
                return 1
            case int(n) if n > 5:
                return n
            case int() | float():
                return 2
            case str(text):
                return len(text)
            case tuple():
                return 4
        return 5

    check(f, True, 3, 8, 2.5, "abcdef", (1, 2), None)


def test_attributes():
    def f(p):
        match p:
            case Point(x=0, y=y):
                return y
            case Point(x=x):
                return 10 * x
        return -1

    check(f, Point(0, 3), Point(2, 3))


def test_patterns_by_position_of_other_classes():
    @nb.njit
    def f(p):
        match p:
            case Point(0, y):
                return y
        return -1

    with pytest.raises(nb.UnsupportedError, match="by position"):
        f(Point(0, 3))

"""What patterns that are sequences match: tuples and lists of their length, at any depth, but no string, no array, no number."""

import numpy as np

from numlir import njit


@njit
def kind(value):
    match value:
        case ():
            return "none"
        case (_,):
            return "one"
        case (_, (_, _)):
            return "one and a pair"
        case (_, _):
            return "pair"
        case _:
            return "other"


@njit
def total(values):
    match values:
        case []:
            return 0
        case [a]:
            return a
        case [a, b] if a == b:
            return 2 * a
        case [1 | 2 as a, (3 | 4) as b]:
            return 100 * a + b
        case [a, b] | [a, _, b]:
            return a + b
        case all_of_them:
            return len(all_of_them)


@njit
def depth(values):
    match values:
        case [[a, b], [c]]:
            return a * b + c
        case [[a], [b, 0 | 1]]:
            return 1000 + a + b
        case [_, []]:
            return -2
        case _:
            return -1


@njit
def captured(p):
    first = second = 0
    match p:
        case (first, 5):
            return first, 1
        case (1, second):
            return 2, second
        case whole:
            return whole


@njit
def f(n):
    numbers = [0] * 0
    for i in range(n):
        numbers.append(i + 1)
    kinds = (
        kind(()), kind((1,)), kind((n, 2.5)), kind((n, ("a", n))), kind((1, 2, 3)), kind(numbers),
        kind("ab"[:n]), kind(np.ones(2)), kind(n), kind(2.5), kind(None), kind([(1, 2)] * n),
    )
    lists = total(numbers), total(numbers[:1]), total([n, n]), total([n, 3]), total([n, 3, 9]), total([9, 9, 9, n])
    depths = depth([[1, n], [3]]), depth([[1], [n, n]]), depth([numbers, numbers[:0]]), depth([numbers])
    return kinds, lists, depths, captured((n, 5)), captured((1, n)), captured((n, 7))


CASES = [(0,), (1,), (2,), (3,), (4,)]

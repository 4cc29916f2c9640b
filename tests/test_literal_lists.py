"""Lists whose elements have no common type: displays that are only read."""

import numpy as np
import pytest

from numlir import literal_unroll, njit
from numlir.errors import TypingError


def unrolled(x):
    total = 0.0
    count = 0
    for value in literal_unroll([1, "four", 2.5, (x, 3), np.zeros(3)]):
        count += 1
        if isinstance(value, str):
            total += len(value)
        elif isinstance(value, tuple):
            total += value[0] + value[1]
        elif isinstance(value, (int, float)):
            total += value
    return total, count


def bound_to_a_name(x):
    values = ["a", 1, x]
    return values[0], values[1] + 1, values[-1], len(values)


def loops(x):
    result = ""
    for value in [1, "b", 2.5]:
        result += str(value)
    return result


def of_one_type(x):
    values = [1, 2, 3]
    total = 0
    for value in literal_unroll(values):
        total = total * 10 + value
    return total


def nested(x):
    values = [[1, 2], "s", [x, 2.5]]
    return values[0][1], values[1], values[2][0]


@pytest.mark.parametrize("function", [unrolled, bound_to_a_name, loops, of_one_type, nested])
def test_are_read(function):
    # Python has no literal_unroll to speak of: it gives its argument.
    assert njit(function)(7) == function(7)


def returned(x):
    return [1, "a"]


def appended(x):
    values = [1, "a"]
    values.append(x)
    return len(values)


def stored(x):
    values = [1, "a"]
    values[0] = x
    return len(values)


def on_two_paths(x):
    values = [1, "a"]
    if x > 3:
        values = [2, "b"]
    return values[0]


@pytest.mark.parametrize("function", [returned, appended, stored, on_two_paths])
def test_are_no_lists_that_change_or_are_kept(function):
    with pytest.raises(TypingError, match="a list cannot hold both int64 and unicode_type"):
        njit(function)(7)

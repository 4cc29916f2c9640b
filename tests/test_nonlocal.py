"""``nonlocal``: nested functions change variables of the functions around them."""

import pytest

from numlir import njit
from numlir.errors import TypingError


def counts(n):
    count = 0

    def bump(by):
        nonlocal count
        count += by
        return count

    first = bump(1)
    for i in range(n):
        bump(i)
    return first, count


def parameter(x):
    def double():
        nonlocal x
        x *= 2

    double()
    double()
    return x


def through_another(n):
    total = 10

    def outer(k):
        def inner():
            nonlocal total
            total -= k

        inner()
        return total

    a = outer(n)
    return a, outer(1), total


def shared(n):
    value = n

    def put(x):
        nonlocal value
        value = x

    def get():
        return value

    before = get()
    put(before * 3)
    value += 1
    return before, get(), value


def assigned_inside_only(n):
    state = 0
    last = "none"

    def note(x):
        nonlocal state, last
        state, last = x, str(x)
        for state in range(x):
            pass

    note(n)
    return state, last


def each_call_has_its_own(n):
    def make(k):
        total = k

        def add(x):
            nonlocal total
            total += x
            return total

        add(1)
        return add(2)

    return make(n), make(n * 10)


def in_comprehensions(n):
    calls = 0

    def seen(x):
        nonlocal calls
        calls += 1
        return x * calls

    values = [seen(k) for k in range(n)]
    return values, calls, sum(calls + k for k in range(3))


def of_strings(n):
    text = ""

    def write(part):
        nonlocal text
        text += part

    for i in range(n):
        write(str(i))
    return text


def recursive(n):
    steps = 0

    def down(k):
        nonlocal steps
        steps += 1
        if k > 0:
            return down(k - 1) + 1
        return 0

    return down(n), steps


def with_try(n):
    failures = 0

    def attempt(x):
        nonlocal failures
        try:
            if x % 2:
                raise ValueError(x)
            return x
        except ValueError:
            failures += 1
            return -x

    total = 0
    for i in range(n):
        total += attempt(i)
    return total, failures


@pytest.mark.parametrize(
    "function",
    [
        counts,
        parameter,
        through_another,
        shared,
        assigned_inside_only,
        each_call_has_its_own,
        in_comprehensions,
        of_strings,
        recursive,
        with_try,
    ],
)
def test_as_in_python(function):
    assert njit(function)(5) == function(5)


def widened(n):
    value = n

    def change():
        nonlocal value
        value = n + 0.5

    change()
    return value


def test_a_variable_has_one_type():
    def f(x):
        value = x

        def change(other):
            nonlocal value
            value = other

        change("text")
        return value

    assert njit(widened)(3) == 3.5
    with pytest.raises(TypingError, match=r"unicode_type cannot be put into list\(int64\)|a list cannot hold both"):
        njit(f)(1)

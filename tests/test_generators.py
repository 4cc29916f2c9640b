"""Generators: in compiled code and in Python, beside CPython's."""

import gc

import numlir as nb
import numpy as np
import pytest
from numlir import _numlir


def counted(n):
    for i in range(n):
        yield i * 2


def several(a, b):
    yield a
    c = a + b
    yield c
    if c > 3:
        yield c * 2
        return
    while b > 0:
        b -= 1
        yield b
    yield a - b


def early(n):
    if n < 0:
        return
    for i in range(n):
        if i == 3:
            return
        yield i


def fibonacci(n):
    a, b = 0, 1
    while a < n:
        yield a
        a, b = b, a + b


def nested_loops(values):
    for i in range(values.shape[0]):
        total = 0.0
        for j in range(values.shape[1]):
            total += values[i, j]
            yield values[i, j]
        yield total


def windows(values, width):
    for i in range(len(values) - width + 1):
        yield values[i : i + width]


def words(text):
    word = ""
    for letter in text:
        if letter == " ":
            yield word
            word = ""
        else:
            word += letter
    yield word


def delegating(n):
    yield -1
    yield from range(n)
    yield from counted_compiled(n)
    yield -2


def mixed(n):
    yield 1
    yield n + 0.5


def with_list(n):
    found = [0]
    for i in range(n):
        found.append(i)
        yield len(found) + found[-1]


def handled(values):
    for value in values:
        try:
            if value == 0:
                raise ZeroDivisionError("nothing to divide by")
            yield 10 // value
        except ZeroDivisionError:
            yield -1
        finally:
            yield 100


def pairs(a, b):
    for i, (x, y) in enumerate(zip(a, b)):
        yield i, x * y


def maybe(n):
    for i in range(n):
        yield None if i % 2 else i


counted_compiled = nb.njit(counted)

CALLS = [
    (counted, (5,)),
    (counted, (0,)),
    (several, (1, 2)),
    (several, (2, 3)),
    (early, (-1,)),
    (early, (2,)),
    (early, (9,)),
    (fibonacci, (50,)),
    (nested_loops, (np.arange(6.0).reshape(2, 3),)),
    (words, ("a sentence of words",)),
    (delegating, (3,)),
    (with_list, (4,)),
    (handled, (np.array([1, 0, 5]),)),
    (pairs, (np.arange(4), np.arange(5) + 0.5)),
    (maybe, (5,)),
]


@pytest.mark.parametrize("function, arguments", CALLS, ids=lambda value: getattr(value, "__name__", ""))
def test_from_python(function, arguments):
    assert list(nb.njit(function)(*arguments)) == list(function(*arguments))


@pytest.mark.parametrize("function, arguments", CALLS[:10], ids=lambda value: getattr(value, "__name__", ""))
def test_from_compiled_code(function, arguments):
    compiled = nb.njit(function)

    @nb.njit
    def taken(*given):
        found = []
        for value in compiled(*given):
            found.append(value)
        return found

    assert taken(*arguments) == list(function(*arguments))


def test_all_is_of_one_type():
    assert [(type(value), value) for value in nb.njit(mixed)(2)] == [(float, 1.0), (float, 2.5)]


def test_views_of_an_array_that_python_lets_go_of():
    made = [window.copy() for window in nb.njit(windows)(np.arange(20.0)[5:], 3)]
    gc.collect()
    np.testing.assert_array_equal(made, list(windows(np.arange(20.0)[5:], 3)))


def test_python_and_compiled_code_take_turns():
    @nb.njit
    def two(generator):
        return next(generator) + next(generator)

    generator = counted_compiled(7)
    assert [next(generator), two(generator), next(generator), list(generator)] == [0, 6, 6, [8, 10, 12]]
    assert next(generator, "end") == "end"
    with pytest.raises(StopIteration):
        next(generator)
    with pytest.raises(StopIteration):
        two(generator)


def test_next_with_a_default():
    @nb.njit
    def firsts(n):
        generator = counted_compiled(n)
        return next(generator, -1), next(generator, -1), next(generator, -1)

    assert [firsts(n) for n in range(4)] == [(-1, -1, -1), (0, -1, -1), (0, 2, -1), (0, 2, 4)]


def test_iter_of_what_can_be_iterated_over():
    @nb.njit
    def second(values):
        iterator = iter(values)
        next(iterator)
        rest = 0
        for value in iterator:
            rest += value
        return rest

    assert second(np.arange(5)) == second([0, 1, 2, 3, 4]) == second((0, 1, 2, 3, 4)) == 10


def test_generator_expressions():
    @nb.njit
    def squares(values, factor):
        return (factor * value * value for value in values if value > 1)

    @nb.njit
    def used(n):
        made = (i * j for i in range(n) for j in range(i))
        total = 0
        for value in made:
            total += value
        return total

    assert list(squares(np.arange(4), 2)) == [8, 18]
    assert used(6) == sum(i * j for i in range(6) for j in range(i))


def test_all_of_a_generator_is_taken():
    @nb.njit
    def reduced(n):
        largest = max(counted_compiled(n))
        return sum(counted_compiled(n)), largest, list(counted_compiled(3)), sorted(counted_compiled(2), reverse=True)

    assert reduced(4) == (12, 6, [0, 2, 4], [2, 0])


def test_zip_asks_no_more_than_python_does():
    @nb.njit
    def left(n):
        generator = counted_compiled(n)
        total = 0
        for i, value in zip(range(2), generator):
            total += i * value
        return total, next(generator)

    def expected(n):
        generator = counted(n)
        total = sum(i * value for i, value in zip(range(2), generator))
        return total, next(generator)

    assert left(5) == expected(5) == (2, 4)


def test_map_and_filter():
    @nb.njit
    def tripled(values):
        total = 0
        for value in map(lambda x, y: x * y, filter(lambda x: x % 2, values), range(1, 100)):
            total += value
        return total

    values = np.arange(10)
    assert tripled(values) == sum(x * y for x, y in zip(filter(lambda x: x % 2, values), range(1, 100)))


def test_closures():
    @nb.njit
    def outer(n, step):
        def inner(start):
            for i in range(n):
                yield start + i * step

        total = 0
        for value in inner(1):
            total += value
        for value in inner(100):
            total += value
        return total

    assert outer(3, 2) == 9 + 306


def test_recursion():
    @nb.njit
    def depths(n):
        yield n
        if n > 0:
            for value in depths(n - 1):
                yield value + 100

    def expected(n):
        yield n
        if n > 0:
            for value in expected(n - 1):
                yield value + 100

    assert list(depths(4)) == list(expected(4))


def test_a_chain_that_is_too_deep_raises():
    @nb.njit
    def onward(generator):
        for value in generator:
            yield value + 1

    generator = counted_compiled(10**9)
    for _ in range(10):
        generator = onward(generator)
    assert next(generator) == 10
    for _ in range(200_000):
        generator = onward(generator)
    with pytest.raises(RecursionError):
        next(generator)


def test_errors_end_a_generator_and_say_their_place():
    @nb.njit
    def failing(values):
        for i in range(len(values) + 1):
            yield 10 // values[i]

    generator = failing(np.array([5, 2]))
    assert [next(generator), next(generator)] == [2, 5]
    with pytest.raises(IndexError) as raised:
        next(generator)
    assert "yield 10 // values[i]" in str(raised.getrepr())
    assert list(generator) == []
    with pytest.raises(ZeroDivisionError):
        list(failing(np.array([1, 0])))

    @nb.njit
    def caught(values):
        total = 0
        try:
            for value in failing(values):
                total += value
        except ZeroDivisionError:
            total += 1000
        return total

    assert caught(np.array([5, 0])) == 1002


def test_a_generator_that_is_an_argument():
    @nb.njit
    def total(generator):
        result = 0
        for value in generator:
            result += value
        return result

    assert total(counted_compiled(4)) == 12
    assert total(nb.njit(fibonacci)(10)) == sum(fibonacci(10))


def test_nothing_leaks():
    made = nb.njit(with_list)
    texts = nb.njit(words)
    list(made(3)), list(texts("a b"))
    gc.collect()
    before = _numlir.live_blocks()
    for _ in range(10):
        list(made(5))
        unfinished = texts("some words are left over")
        next(unfinished)
        del unfinished
        made(3)
    gc.collect()
    assert _numlir.live_blocks() == before


def test_closing():
    generator = counted_compiled(5)
    assert next(generator) == 0 and iter(generator) is generator
    generator.close()
    assert list(generator) == []
    assert "generator(int64)" in repr(generator)


def test_what_is_yielded_has_one_type():
    @nb.njit
    def uneven(n):
        yield n
        yield "text"

    with pytest.raises(nb.errors.TypingError, match="yields int64 on one path and unicode_type on another"):
        uneven(1)


def test_a_generator_of_a_written_signature_keeps_its_arrays():
    @nb.njit("(float64[:],)")
    def each(a):
        for i in range(a.size):
            yield a[i]

    def made(n):
        return each(np.arange(float(n)))

    generators = [made(n) for n in range(1, 40)]
    for n, generator in enumerate(generators, 1):
        assert list(generator) == list(range(n))

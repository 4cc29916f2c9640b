"""Functions of a signature as values, called through their address: in fields, typed containers, lists from Python."""

import gc
import subprocess
import sys
import threading
import traceback

import numpy as np
import pytest

import numlir as nb
from numlir import float64, int64, types, void
from numlir.experimental import jitclass
from numlir.typed import Dict, List

unary = types.FunctionType(float64(float64))


@nb.njit
def plus_one(x):
    return x + 1


@nb.njit
def times_two(x):
    return x * 2


@nb.njit
def refuse_large(x):
    if x > 3:
        raise ValueError("too large", x)
    return x


@jitclass([("function", types.optional(unary)), ("shift", float64)])
class Model:
    def __init__(self, shift):
        self.function = None
        self.shift = shift

    def choose(self, function):
        self.function = function

    def run(self, x):
        if self.function is None:
            return -1.0
        return self.function(x) + self.shift


def test_fields_of_classes():
    model = Model(3.0)
    assert model.run(1.0) == -1.0
    model.choose(plus_one)
    assert model.run(1.0) == 5.0
    model.function = times_two
    assert model.run(5.0) == 13.0
    # What comes out is called from Python, and goes in again.
    function = model.function
    model.function = None
    assert function(1.5) == 3.0 and model.run(1.0) == -1.0
    model.function = function
    assert model.run(2.0) == 7.0
    assert nb.typeof(function) == unary and function.signature() == float64(float64)


@nb.njit
def total(functions, x):
    result = 0.0
    for f in functions:
        result += f(x)
    return result


@nb.njit
def look_up(functions, name, x):
    return functions[name](x)


def filled(*functions):
    made = List.empty_list(unary)
    for function in functions:
        made.append(function)
    return made


def test_typed_lists_and_dictionaries():
    functions = filled(plus_one, times_two)
    assert total(functions, 3.0) == 10.0
    functions[0] = times_two
    assert total(functions, 3.0) == 12.0
    # The list's code is compiled once, whatever is in it.
    assert len(total.signatures) == 1
    by_name = Dict.empty(types.unicode_type, unary)
    by_name["one"] = plus_one
    by_name["two"] = times_two
    assert look_up(by_name, "one", 3.0) == 4.0 and look_up(by_name, "two", 3.0) == 6.0
    with pytest.raises(KeyError):
        look_up(by_name, "three", 3.0)


def test_a_table_made_in_compiled_code():
    @nb.njit
    def run(i, x):
        table = Dict.empty(types.int64, unary)
        table[0] = plus_one
        table[1] = times_two
        return table[i](x)

    assert run(0, 5.0) == 6.0 and run(1, 5.0) == 10.0


@nb.njit(float64(float64))
def halved(x):
    return x / 2


@nb.njit([int64(int64), float64(float64)])
def negated(x):
    return -x


@nb.cfunc(float64(float64))
def squared(x):
    return x * x


def test_lists_from_python():
    functions = [halved, negated, squared]
    assert total(functions, 3.0) == 1.5 - 3.0 + 9.0
    assert total([halved], 3.0) == 1.5

    @nb.njit
    def change(functions):
        functions[0] = functions[2]
        functions.append(halved)

    change(functions)
    assert functions[1] is negated and len(functions) == 4
    assert functions[0](5.0) == 25.0 and functions[3](5.0) == 2.5
    assert total(functions, 3.0) == 9.0 - 3.0 + 9.0 + 1.5
    with pytest.raises(nb.TypingError, match="a list of functions without a common signature"):
        total([halved, plus_one], 3.0)


def test_what_a_function_gives_becomes_the_signatures():
    @nb.njit
    def three(x):
        return 3

    result = filled(three)[0](1.0)
    assert result == 3.0 and isinstance(result, float)

    @nb.njit
    def give(functions):
        return functions[0](2)

    assert give(filled(plus_one)) == 3.0

    @nb.njit
    def text(x):
        return "a"

    with pytest.raises(nb.TypingError, match="the signature of the function says float64, it gives unicode_type"):
        filled(text)

    @nb.njit
    def of_two(x, y):
        return x

    with pytest.raises(nb.TypingError, match="missing 1 required positional argument: 'y'"):
        filled(of_two)

    @nb.njit
    def wrong_count(functions):
        return functions[0](1.0, 2.0)

    with pytest.raises(nb.TypingError, match="the function takes 1 arguments, 2 were given"):
        wrong_count(filled(plus_one))


def test_closures_and_choices():
    @nb.njit
    def fill(functions, a, n):
        for i in range(n):

            def shifted(x):
                return x * a.sum() + i

            functions.append(shifted)
        functions.append(plus_one if n > 2 else times_two)

    gc.collect()
    before = nb._numlir.live_blocks()
    for n in (2, 3):
        functions = filled()
        fill(functions, np.arange(4.0), n)
        assert [functions[i](2.0) for i in range(n + 1)] == [12.0 + i for i in range(n)] + [3.0 if n > 2 else 4.0]
    del functions
    gc.collect()
    assert nb._numlir.live_blocks() == before


def test_a_function_meets_a_value():
    @nb.njit
    def run(functions, c, x):
        f = functions[0] if c else times_two
        both = [functions[0], plus_one]
        both.append(times_two)
        return f(x), [g(x) for g in both]

    functions = filled(halved)
    for c in (True, False):
        assert run(functions, c, 3.0) == ((1.5 if c else 6.0), [1.5, 4.0, 6.0])


def test_a_signature_that_returns_a_function():
    @nb.njit(unary(types.boolean))
    def pick(c):
        if c:
            return plus_one
        return times_two

    @nb.njit(float64(unary, float64))
    def call(f, x):
        return f(x)

    assert pick(True)(3.0) == 4.0 and pick(False)(3.0) == 6.0
    assert call(pick(False), 4.0) == 8.0 and call(plus_one, 4.0) == 5.0


def test_arrays_and_no_result():
    changes = types.FunctionType(float64[:](float64[:], int64))

    @nb.njit
    def behind(a, n):
        return a[n:]

    @nb.njit
    def multiplied(a, n):
        return a * n

    @nb.njit
    def run(functions, a):
        for f in functions:
            a = f(a, 2)
        return a

    functions = List.empty_list(changes)
    functions.append(behind)
    functions.append(multiplied)
    assert run(functions, np.arange(5.0)).tolist() == [4.0, 6.0, 8.0]

    @nb.njit
    def fill(a):
        a[:] = 7

    @nb.njit
    def run_all(functions, a):
        for f in functions:
            f(a)

    fillers = List.empty_list(types.FunctionType(void(float64[::1])))
    fillers.append(fill)
    a = np.zeros(2)
    run_all(fillers, a)
    assert a.tolist() == [7.0, 7.0]


def test_errors_come_through_modules():
    functions = filled(refuse_large)

    @nb.njit
    def run(functions, x):
        return functions[0](x)

    with pytest.raises(ValueError) as raised:
        run(functions, 5.0)
    assert raised.value.args == ("too large", 5.0)
    assert [frame.name for frame in traceback.extract_tb(raised.tb)][-2:] == ["run", "refuse_large"]

    @nb.njit
    def caught(functions, x):
        try:
            return functions[0](x), ""
        except KeyError:
            return -1.0, ""
        except ArithmeticError:
            return -2.0, ""
        except ValueError as error:
            return -3.0, str(error)

    assert caught(functions, 2.0) == (2.0, "")
    assert caught(functions, 5.0) == (-3.0, "('too large', 5.0)")

    @nb.njit
    def divides(x):
        return 1.0 / (x - 5.0)

    assert caught(filled(divides), 5.0) == (-2.0, "")

    class Own(ValueError):
        pass

    @nb.njit
    def own(x):
        raise Own("mine")

    assert caught(filled(own), 5.0) == (-3.0, "mine")


def test_errors_of_a_generator_of_another_module():
    @nb.njit
    def numbers(n):
        for i in range(n):
            if i == 2:
                raise LookupError("no more")
            yield i

    @nb.njit
    def add(g):
        result = 0
        try:
            for i in g:
                result += i + 1
        except LookupError as error:
            return result, str(error)
        return result, ""

    assert add(numbers(2)) == (3, "")
    assert add(numbers(5)) == (3, "no more")


def test_endless_recursion_raises():
    @nb.njit
    def fill(functions):
        def again(x):
            return functions[0](x + 1)

        functions.append(again)

    functions = filled()
    fill(functions)
    with pytest.raises(RecursionError):
        functions[0](1.0)
    functions.clear()


def test_in_parallel_loops_and_threads():
    functions = filled(plus_one, times_two)

    @nb.njit(parallel=True)
    def run(functions, a):
        for i in nb.prange(len(a)):
            a[i] = functions[i % 2](a[i])
        return a

    assert run(functions, np.arange(6.0)).tolist() == [1.0, 2.0, 3.0, 6.0, 5.0, 10.0]

    results = []

    @nb.njit(nogil=True)
    def loop(functions, n):
        x = 0.0
        for i in range(n):
            x = functions[0](x)
        return x

    threads = [threading.Thread(target=lambda: results.append(loop(functions, 100_000))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [100_000.0] * 4


def test_functions_outlive_those_who_made_them():
    functions = filled()

    def put(k):
        @nb.njit
        def scaled(x):
            return x * k

        functions.append(scaled)

    for k in (2.0, 3.0):
        put(k)
    gc.collect()
    assert total(functions, 1.0) == 5.0


def test_the_cache_holds_no_address(tmp_path):
    program = tmp_path / "table.py"
    program.write_text(
        """
import numlir as nb
from numlir import types, float64
from numlir.typed import List

unary = types.FunctionType(float64(float64))

@nb.njit
def plus_one(x):
    return x + 1

@nb.njit
def refuse(x):
    raise ValueError("no", x)

@nb.njit(cache=True)
def table(n):
    functions = List.empty_list(unary)
    functions.append(plus_one)
    functions.append(refuse)
    return functions

@nb.njit(cache=True)
def call(functions, i, x):
    try:
        return functions[i](x)
    except ValueError:
        return -1.0

functions = table(2)
print(call(functions, 0, 4.0), call(functions, 1, 4.0), len(table.stats.cache_hits), len(call.stats.cache_hits))
"""
    )
    environment = {"NUMLIR_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": ":".join(sys.path)}
    runs = [
        subprocess.run([sys.executable, program], env=environment, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert [each.split() for each in runs] == [["5.0", "-1.0", "0", "0"], ["5.0", "-1.0", "1", "1"]]

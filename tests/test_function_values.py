"""Functions as values: chosen when the code runs, kept in tuples and lists, returned to Python, and at addresses."""

import ctypes
import ctypes.util
import traceback

import numpy as np
import pytest

import numlir as nb
from numlir import float64, int64, types


@nb.njit
def plus_one(x):
    return x + 1


@nb.njit
def times_two(x):
    return x * 2


@nb.njit
def refuse(x):
    raise ValueError("refused", x)


def test_chosen_on_a_path():
    @nb.njit
    def call(first, second, c, x):
        if c:
            f = first
        else:
            f = second
        return f(x)

    assert call(plus_one, times_two, True, 5) == 6
    assert call(plus_one, times_two, False, 5) == 10
    assert call(plus_one, times_two, False, 2.5) == 5.0


def test_a_conditional_expression_and_a_loop():
    @nb.njit
    def run(n):
        x, f = 1, plus_one
        for i in range(n):
            f = plus_one if i % 2 else times_two
            x = f(x)
        return x

    assert [run(n) for n in range(6)] == [run.py_func(n) for n in range(6)]


def test_results_of_several_types_become_one():
    @nb.njit
    def half(x):
        return x / 2

    @nb.njit
    def call(c):
        f = plus_one if c else half
        return f(3)

    assert call(True) == 4.0 and isinstance(call(True), float)
    assert call(False) == 1.5


def test_in_tuples():
    @nb.njit
    def compose(functions, x):
        for f in functions[::-1]:
            x = f(x)
        return x, functions[len(functions) - 1](x)

    @nb.njit
    def pick(functions, i, x):
        return functions[i](x)

    assert compose((plus_one, times_two, plus_one), 3) == (9, 10)
    assert [pick((plus_one, times_two), i, 7) for i in (0, 1, -1)] == [8, 14, 14]
    with pytest.raises(IndexError):
        pick((plus_one, times_two), 2, 7)


def test_in_lists():
    @nb.njit
    def run(k):
        functions = [plus_one]
        functions.append(times_two)
        functions.insert(0, times_two)
        functions[1], functions[0] = functions[0], functions[1]
        total = 0
        for f in functions:
            total = f(total + k)
        return total, functions[k](100), len(functions)

    assert [run(k) for k in range(3)] == [run.py_func(k) for k in range(3)]


def test_closures_keep_what_they_captured():
    @nb.njit
    def run(c, x, a):
        def scaled(y):
            return y * x

        def shifted(y):
            return y + x + a.sum()

        f = scaled if c else shifted
        functions = [scaled, shifted]
        return f(10.0) + functions[1](1.0) + functions[0](2.0)

    a = np.arange(4.0)
    for c in (True, False):
        assert run(c, 3.0, a) == run.py_func(c, 3.0, a)
    before = nb._numlir.live_blocks()
    run(True, 3.0, a)
    assert nb._numlir.live_blocks() == before


def test_what_a_lambda_captured_is_not_looked_up_again():
    @nb.njit
    def late(c):
        x = 1
        f = (lambda: x) if c else (lambda: -x)
        x = 2
        return f()

    with pytest.raises(nb.errors.UnsupportedError, match="'x' is assigned after 'f' captured it"):
        late(True)


def test_a_function_or_none():
    @nb.njit
    def run(c, x):
        f = None
        if c:
            f = plus_one
        if f is None:
            return -1
        return f(x)

    assert run(True, 4) == 5 and run(False, 4) == -1


def test_returned_to_python():
    @nb.njit
    def pick(c):
        return plus_one if c else times_two

    @nb.njit
    def back(f):
        f(1)
        return f, [f, times_two]

    assert pick(True) is plus_one and pick(False) is times_two
    assert back(plus_one) == (plus_one, [plus_one, times_two])
    # Another function of the same name is another one.
    other = nb.njit(plus_one.py_func)
    assert back(other)[0] is other and back(plus_one)[0] is plus_one


def test_a_closure_stays_in_compiled_code():
    @nb.njit
    def make(x):
        def add(y):
            return x + y

        return add

    with pytest.raises(nb.errors.NumlirError, match="cannot be given to Python"):
        make(1)


def test_errors_come_through():
    @nb.njit
    def run(c):
        f = plus_one if c else refuse
        return f(7)

    @nb.njit
    def caught(c):
        f = plus_one if c else refuse
        try:
            return f(7)
        except ValueError:
            return -1

    assert run(True) == 8
    with pytest.raises(ValueError) as raised:
        run(False)
    assert raised.value.args == ("refused", 7)
    assert [frame.name for frame in traceback.extract_tb(raised.tb)][-2:] == ["run", "refuse"]
    assert caught(True) == 8 and caught(False) == -1


def test_keywords_are_refused():
    @nb.njit
    def run(c):
        f = plus_one if c else times_two
        return f(x=1)

    with pytest.raises(nb.errors.UnsupportedError, match="first-class function call cannot use keyword arguments"):
        run(True)


@nb.cfunc(int64(int64))
def c_plus_three(x):
    return x + 3


@nb.cfunc("int64(int64)")
def c_halved(x):
    return x // 2


def test_callbacks_are_functions_of_their_signature():
    @nb.njit
    def run(f, g, c, x):
        h = f if c else g
        return h(x), f(x)

    assert run(c_plus_three, c_halved, True, 4) == (7, 7)
    # The argument becomes the signature's.
    assert run(c_plus_three, c_halved, False, 9.75) == (4, 12)

    @nb.njit
    def give(c):
        return c_plus_three if c else c_halved

    assert give(True) is c_plus_three and give(False) is c_halved


def test_a_callback_whose_types_c_does_not_have():
    @nb.cfunc(float64(float64[:]))
    def total(x):
        return x.sum()

    @nb.njit
    def run(f, x):
        return f(x)

    assert run(total, np.arange(5.0)) == 10.0
    with pytest.raises(TypeError, match="C does not pass the types"):
        total.address


class LibM(types.WrapperAddressProtocol):
    def __init__(self, name, signature, address=None):
        function = getattr(ctypes.CDLL(ctypes.util.find_library("m")), name)
        self._address = ctypes.cast(function, ctypes.c_void_p).value if address is None else address
        self._signature = signature

    def __wrapper_address__(self):
        return self._address

    def signature(self):
        return self._signature


def test_functions_at_addresses():
    cos, floor = LibM("cos", float64(float64)), LibM("floor", float64(float64))

    @nb.njit
    def run(f, g, c, x):
        h = f if c else g
        return h(x)

    @nb.njit
    def global_cos(x):
        return cos(x)

    assert run(cos, floor, True, 0.5) == np.cos(0.5)
    assert run(cos, floor, False, 7.25) == 7.0
    assert global_cos(1.5) == np.cos(1.5)


def test_a_compiled_signature_as_a_function():
    add = nb.njit(lambda x, y: x + y)
    add(1, 2), add(1.5, 2.5)
    whole, real = map(types.CompileResultWAP, add.overloads.values())

    @nb.njit
    def call(f, x, y):
        return f(x, y)

    assert call(whole, 3, 4) == 7 and call(real, 3, 4) == 7.0
    assert isinstance(call(real, 3, 4), float)


def test_a_list_of_functions_from_python_is_refused():
    @nb.njit
    def first(functions, x):
        return functions[0](x)

    assert first((plus_one, times_two), 3) == 4
    with pytest.raises(nb.TypingError, match="a list of functions"):
        first([plus_one, plus_one], 3)

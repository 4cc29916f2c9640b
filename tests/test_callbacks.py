"""Compiled functions that C calls, and arrays at addresses."""

import ctypes
import pickle
import subprocess
import sys

import numlir as nb
import numpy as np
import pytest
from numlir import carray, cfunc, farray, njit, types
from scipy import LowLevelCallable, integrate

DOUBLES = ctypes.POINTER(ctypes.c_double)


def address_of(array):
    return array.ctypes.data_as(DOUBLES)


@cfunc("float64(float64, float64)")
def add(x, y):
    """Adds."""
    return x + y


def test_numbers_go_in_and_come_out():
    assert add.ctypes(1.5, 2.0) == 3.5
    assert add(3, 4) == 7 and add.__name__ == "add" and add.__doc__ == "Adds."
    assert ctypes.cast(add.ctypes, ctypes.c_void_p).value == add.address


@pytest.mark.parametrize("kind", ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"])
def test_integers_keep_their_width_and_sign(kind):
    limits = np.iinfo(kind)

    def both(a, b):
        return a if b else -a

    made = cfunc(f"{kind}({kind}, boolean)")(both)
    for value in (limits.min, limits.max, 0, 3):
        assert made.ctypes(value, True) == value
        assert made.ctypes(value, False) == int(np.asarray(value).astype(kind) * np.asarray(-1).astype(kind))


def test_booleans_and_singles():
    @cfunc("boolean(float32)")
    def negative(x):
        return x < 0

    assert negative.ctypes(-1.0) is True and negative.ctypes(1.0) is False

    @cfunc(types.float32(types.float32))
    def third(x):
        return x / 3

    assert third.ctypes(1.0) == np.float32(1) / np.float32(3)


def test_more_arguments_than_registers():
    kinds = ["float64", "int8", "uint16"] * 6
    text = ", ".join(f"a{position}" for position in range(len(kinds)))
    scope = {}
    exec(f"def f({text}):\n    return " + " + ".join(f"{2**position}.0 * a{position}" for position in range(len(kinds))), scope)
    made = cfunc(f"float64({', '.join(kinds)})")(scope["f"])
    values = [float(position) if kind == "float64" else 100 - position for position, kind in enumerate(kinds)]
    assert made.ctypes(*values) == scope["f"](*values)


def test_complex_numbers_are_passed_as_c_passes_them():
    # ctypes has no complex numbers; compiled code calls the callback by C's rules for it.
    @cfunc("complex128(complex128, float64)")
    def scaled(z, by):
        return z * by

    @njit
    def through_python(z):
        return scaled(z, 2.0)

    assert through_python(1 + 2j) == 2 + 4j
    assert scaled.address


def test_scipy_integrates_a_callback():
    @cfunc("float64(intc, CPointer(float64))")
    def integrand(n, xx):
        values = carray(xx, n)
        total = 0.0
        for value in values:
            total += value
        return np.exp(-total) / xx[0] ** 2

    expected = integrate.quad(lambda t: np.exp(-t) / t**2, 1, 10)
    assert integrate.quad(LowLevelCallable(integrand.ctypes), 1, 10) == pytest.approx(expected, rel=1e-14)


def test_arrays_at_addresses_in_both_orders():
    @cfunc("void(CPointer(float64), CPointer(float64), intc, intc)")
    def transposed(source, target, m, n):
        a = carray(source, (m, n))
        b = farray(target, (m, n), dtype=np.float64)
        b[:] = a * 2

    source, target = np.arange(6.0).reshape(2, 3), np.zeros((3, 2))
    transposed.ctypes(address_of(source), address_of(target), 2, 3)
    assert (target == 2 * source.T).all()


def test_void_pointers_need_a_dtype():
    @cfunc("void(voidptr, intc)")
    def increment(data, count):
        values = carray(data, count, np.int32)
        values += 1

    data = np.arange(5, dtype=np.int32)
    increment.ctypes(data.ctypes.data, 5)
    assert data.tolist() == [1, 2, 3, 4, 5]
    with pytest.raises(nb.TypingError, match="needs a dtype"):

        @cfunc("void(voidptr, intc)")
        def untold(data, count):
            carray(data, count)[0] = 1

    with pytest.raises(nb.TypingError, match="mismatching dtype 'float32' for pointer type 'float64\\*'"):

        @cfunc("void(CPointer(float64))")
        def other(data):
            carray(data, 3, np.float32)[0] = 1


def test_items_count_from_the_address_as_in_c():
    @cfunc("float64(CPointer(float64), intp)")
    def moved(data, at):
        data[at] = data[at - 1] + 10
        return data[-1]

    values = np.arange(4.0)
    assert moved.ctypes(ctypes.cast(values.ctypes.data + 8, DOUBLES), 1) == 0
    assert values.tolist() == [0, 1, 11, 3]


def test_carray_in_python():
    values = np.arange(6.0)
    assert (carray(address_of(values), (2, 3)) == values.reshape(2, 3)).all()
    assert (farray(address_of(values), (2, 3)) == values.reshape(2, 3, order="F")).all()
    view = carray(ctypes.c_void_p(values.ctypes.data), 6, np.float64)
    view[0] = 7
    assert values[0] == 7
    with pytest.raises(TypeError, match="mismatching dtype"):
        carray(address_of(values), 6, np.int32)
    with pytest.raises(TypeError, match="explicit dtype"):
        carray(ctypes.c_void_p(values.ctypes.data), 6)
    with pytest.raises(TypeError, match="expected a ctypes pointer"):
        carray(3.0, 6)


def test_errors_are_printed_and_zero_is_given(capsys):
    @cfunc("float64(int64, int64)")
    def quotient(a, b):
        return a / b

    hook = sys.unraisablehook
    caught = []
    try:
        sys.unraisablehook = caught.append
        assert quotient.ctypes(5, 2) == 2.5 and not caught
        assert quotient.ctypes(5, 0) == 0
    finally:
        sys.unraisablehook = hook
    assert [(type(each.exc_value), each.object) for each in caught] == [(ZeroDivisionError, "quotient")]
    frames = []
    trace = caught[0].exc_traceback
    while trace:
        frames.append(trace.tb_frame.f_code.co_name)
        trace = trace.tb_next
    assert "quotient" in frames


def test_compiled_code_calls_callbacks_directly():
    @njit
    def twice(x):
        return add(x, x)

    assert twice(4.0) == 8.0

    @njit
    def by_address(x):
        return function(x, 1.0)

    function = add.ctypes
    assert by_address(4.0) == 5.0


def test_callbacks_are_called_from_threads_without_the_interpreter():
    from concurrent.futures import ThreadPoolExecutor

    @cfunc("float64(intc, CPointer(float64))")
    def square(n, xx):
        return xx[0] * xx[0]

    low_level = LowLevelCallable(square.ctypes)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda top: integrate.quad(low_level, 0, top)[0], range(1, 20)))
    assert results == pytest.approx([top**3 / 3 for top in range(1, 20)])


def test_signatures_that_are_no_callbacks():
    with pytest.raises(TypeError, match="says its result"):
        cfunc("(float64,)")
    with pytest.raises(TypeError, match="C does not pass the types"):
        cfunc("float64(float64[:])")(lambda a: a[0]).address
    with pytest.raises(TypeError, match="unknown option"):
        cfunc("float64(float64)", fastmat=True)


def test_a_callback_pickles():
    again = pickle.loads(pickle.dumps(add))
    assert again.ctypes(1.0, 2.0) == 3.0


def test_negative_extents_are_refused():
    caught = []
    hook, sys.unraisablehook = sys.unraisablehook, caught.append
    try:

        @cfunc("float64(CPointer(float64), intp)")
        def first(data, count):
            return carray(data, count)[0]

        assert first.ctypes(address_of(np.ones(2)), -1) == 0
        assert first.ctypes(address_of(np.ones(2)), 0) == 0
    finally:
        sys.unraisablehook = hook
    assert [type(each.exc_value) for each in caught] == [ValueError, IndexError]


def test_a_failure_in_a_process_that_goes_on():
    program = "import numlir; f = numlir.cfunc('int64(int64)')(lambda a: 1 // a); print(f.ctypes(0), f.ctypes(1))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "0 1\n" and "ZeroDivisionError" in ran.stderr and "Exception ignored" in ran.stderr


def test_a_callback_is_an_argument_as_the_function_it_is():
    @njit
    def apply(f, x):
        return f(x, 1.0) + f(x, 2.0)

    @njit
    def first(functions, x):
        return functions[0](x, 3.0)

    assert apply(add, 1.0) == 5.0
    assert first((add, 2), 1.0) == 4.0


def test_structures_of_c():
    structure = types.Record.make_c_struct(
        [("i", types.int32), ("f", types.float32), ("d", types.float64), ("a", types.NestedArray(dtype=types.float32, shape=(3,)))]
    )

    @cfunc(types.float64(types.CPointer(structure), types.intc))
    def total(structures, n):
        items = carray(structures, n)
        result = 0.0
        for k in range(n):
            result += items[k].i * items[k].f / items[k].d + items[k].a.sum()
            items[k].i = -1
        return result + structures[0].d

    class Structure(ctypes.Structure):
        _fields_ = [("i", ctypes.c_int32), ("f", ctypes.c_float), ("d", ctypes.c_double), ("a", ctypes.c_float * 3)]

    values = (Structure * 2)(Structure(2, 1.5, 4.0, (1, 2, 3)), Structure(3, 2.0, 1.0, (4, 5, 6)))
    called = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.POINTER(Structure), ctypes.c_int)(total.address)
    assert called(values, 2) == 2 * 1.5 / 4.0 + 6 + 3 * 2.0 + 15 + 4.0
    assert [value.i for value in values] == [-1, -1]

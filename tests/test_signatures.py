"""Signatures: how they are written, what is compiled for them, and how the arguments of calls become theirs."""

import itertools
import threading

import numpy as np
import pytest

import numlir as nb
from numlir import types
from numlir.signature import Signature, normalize

numba = pytest.importorskip("numba")

TEXTS = [
    *("float64(float64[:], int32)", "void(f8[:])", "(i4, i4)", "int64()", "f8[::1, :](f8[:, :], optional(i8))"),
    *("UniTuple(i8, 3)(types.f8)", "Tuple((i8, f8))(List(i8, reflected=True), unicode_type)", "none(boolean, c8[:, ::1])"),
    *("i8(Tuple([i8, f4]))", "i8(i8,)", "int64(Array(float64, 1, 'C', readonly=True))"),
]


@pytest.mark.parametrize("text", TEXTS)
def test_texts_are_read_as_by_numba(text):
    from numba.core.sigutils import normalize_signature

    (arguments, result), (their_arguments, their_result) = normalize(text), normalize_signature(text)
    assert [*map(str, arguments), str(result)] == [*map(str, their_arguments), str(their_result)]


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("int64(intx)", NameError, "name 'intx' is not defined among the types; did you mean 'uint'?\n    int64(intx)\n          ^^^^"),
        ("int64(int64", SyntaxError, "'(' was never closed"),
        ("int64", TypeError, "says a type alone; write it as int64(int64)"),
        ("3", TypeError, "invalid signature"),
        ("int64(__import__('os'))", NameError, "'__import__' is not defined"),
        ("int64(1 + 1)", SyntaxError, "this is no part of a signature"),
        ("int64(lambda: 0)", SyntaxError, "this is no part of a signature"),
        ("int64(3)", TypeError, "invalid signature"),
    ],
)
def test_what_is_no_signature_is_said(text, error, words):
    with pytest.raises(error) as raised:
        nb.njit(text)(lambda x: x)
    assert words in str(raised.value)


@pytest.mark.parametrize(
    "signature",
    [
        "float64(int64, float64)",
        types.float64(types.int64, types.float64),
        (types.int64, types.float64),
        [types.float64(types.int64, types.float64)],
        ["(int64, float64)"],
    ],
    ids=str,
)
def test_a_signature_is_compiled_at_once(signature):
    @nb.njit(signature)
    def f(a, b):
        return a * b

    assert f.signatures == [(types.int64, types.float64)]
    assert [str(each) for each in f.nopython_signatures] == ["(int64, float64) -> float64"]
    assert list(f.overloads) == f.signatures
    assert f.overloads[types.int64, types.float64].signature == f.nopython_signatures[0]
    assert f.overloads[types.int64, types.float64].entry_point(3, 0.5) == 1.5
    assert f(3, 0.5) == 1.5
    assert len(f.signatures) == 1


NUMBERS = [True, 3, -7, 2**62 + 1, 2.75, -1.5, 1 - 2j, np.int8(-3), np.uint8(200), np.int32(70000), np.uint64(2**63)]
NUMBERS += [np.float32(1.25), np.complex64(2j), np.int16(-300), np.bool_(False), float("nan"), -float("inf"), 1e40, 2.0**63, -0.5, -1e10]


# Numba's functions for the CPU have no float16.
@pytest.mark.parametrize("name", sorted(set(types.SCALARS) - {"float16"}))
def test_arguments_are_converted_as_by_numba(name):
    ours, theirs = nb.njit(f"{name}({name})")(lambda x: x), numba.njit(f"{name}({name})")(lambda x: x)
    for number in NUMBERS:
        try:
            expected = theirs(number)
        except (TypeError, OverflowError, ValueError) as error:
            with pytest.raises(type(error)) as raised:
                ours(number)
            assert str(raised.value) == str(error)
            continue
        result = ours(number)
        assert type(result) is type(expected)
        assert result == expected or (result != result and expected != expected), (number, result, expected)


@pytest.mark.parametrize("names", [*itertools.combinations(["bool", "int8", "int64", "uint32", "float32", "float64", "complex64"], 2)])
def test_the_best_signature_is_chosen_as_by_numba(names):
    ours = nb.njit([f"{name}({name})" for name in names])(lambda x: x)
    theirs = numba.njit([f"{name}({name})" for name in names])(lambda x: x)
    for number in (True, 3, 2.5, 1j, np.int8(3), np.int16(3), np.uint8(3), np.uint64(3), np.float32(0.1), np.complex64(1j)):
        try:
            expected = theirs(number)
        except TypeError as error:
            with pytest.raises(TypeError) as raised:
                ours(number)
            assert str(raised.value).split("0x")[0].split("<")[0] == str(error).split("0x")[0].split("<")[0]
            continue
        assert (ours(number), type(ours(number))) == (expected, type(expected)), (names, number)


def test_arguments_that_fit_no_signature_are_refused():
    f = nb.njit("float64(float64[::1], int64)")(lambda a, i: a[i])
    a = np.arange(4.0)
    assert f(a, 2) == 2.0 and f(a, True) == 1.0 and f(a, 1.9) == 1.0
    for arguments in [(a[::2], 1), (a.astype("f4"), 1), (1.0, 1), (a, "x"), (a, None), (a.reshape(2, 2), 1)]:
        with pytest.raises(TypeError, match="No matching definition for argument type"):
            f(*arguments)
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        f(a)
    frozen = a.copy()
    frozen.flags.writeable = False
    with pytest.raises(TypeError, match="readonly array"):
        f(frozen, 1)
    assert len(f.signatures) == 1


def test_arrays_pass_as_arrays_of_which_less_is_known():
    f = nb.njit("float64[:, :](float64[:, :])")(lambda a: a)
    for a in (np.ones((2, 3)), np.ones((2, 3)).T, np.ones((4, 6))[::2, ::3]):
        assert f(a) is a
    g = nb.njit([types.float64(types.Array(types.float64, 1, "A", readonly=True, aligned=False))])(lambda a: a[1])
    frozen = np.arange(3.0)
    frozen.flags.writeable = False
    assert g(frozen) == 1.0 == g(np.arange(3.0))


def test_arrays_stay_themselves_where_numbers_before_them_are_converted():
    @nb.njit("Tuple((complex128, float64[:], complex128, int64[:]))(Tuple((complex128, float64[:])), complex128, int64[:])")
    def f(pair, z, b):
        b[0] = 7
        return pair[0], pair[1], z, b

    a, b = np.arange(3.0), np.arange(3)
    result = f((1, a), np.float32(2.5), b)
    assert result[0] == 1 and result[1] is a and result[2] == 2.5 and result[3] is b and b[0] == 7


def test_results_are_converted_to_what_the_signature_says():
    assert nb.njit("int32(float64)")(lambda x: x)(-2.7) == -2
    assert type(nb.njit("float64(int64)")(lambda x: x)(3)) is float
    assert nb.njit("complex64(float64)")(lambda x: x)(2.5) == 2.5
    assert nb.njit("Tuple((f4, i8))(f8)")(lambda x: (x, x))(1.5) == (1.5, 1)
    assert nb.njit("float64[:](float64[::1])")(lambda a: a).nopython_signatures[0].return_type == types.float64[:]
    assert nb.njit("List(int64)(int64)")(lambda n: [n] if n else [])(0) == []

    @nb.njit("float32(int64)")
    def either(x):
        if x > 2:
            return 1.5
        return x

    assert either(7) == 1.5 and either(1) == 1.0


@pytest.mark.parametrize("signature", ["int64[:](int64)", "void(int64)", "unicode_type(int64)", "Tuple((i8, i8))(i8)"])
def test_results_that_do_not_convert_are_refused(signature):
    with pytest.raises(nb.errors.TypingError, match="No conversion from int64 to"):
        nb.njit(signature)(lambda x: x)


def test_a_function_that_is_compiled_at_once_may_call_itself():
    @nb.njit("float32(float32)")
    def factorial(n):
        return n * factorial(n - 1) if n > 1 else 1

    assert factorial(5) == 120.0


def test_defaults_and_starred_parameters_have_signatures_too():
    @nb.njit("float64(float64)")
    def scaled(x, by=3):
        return x * by

    assert scaled(2) == 6.0 and scaled(2, by=5) == 10.0

    @nb.njit("int64(int64, int64, float32)")
    def last(*values):
        return values[2]

    assert last(1, 2, 3.5) == 3
    with pytest.raises(TypeError, match="2 argument types given, but function takes 1 arguments"):
        nb.njit("int64(int64, int64)")(lambda x: x)


def test_compiling_is_switched_off_and_on():
    f = nb.njit(lambda x: x)
    assert f.compile("(int64,)") is f and f.signatures == [(types.int64,)]
    assert f(1.5) == 1.5 and len(f.signatures) == 2
    g = nb.njit("int64(int64)")(lambda x: x)
    assert g(1.5) == 1
    with pytest.raises(RuntimeError, match="compilation disabled"):
        g.compile("float64(float64)")
    g.compile("int64(int64)")
    g.disable_compile(False)
    g.compile("float64(float64)")
    g.disable_compile()
    # The signature added since is the better one now.
    assert g(1.5) == 1.5 and g(np.float32(0.5)) == 0.5


def test_fixed_functions_are_called_from_many_threads():
    f = nb.njit(["float64(float64)", "int64(int64)"], nogil=True)(lambda x: x)
    values = [1, 2.5, np.float32(1.5), np.int8(4), True] * 40
    results = [None] * 8

    def work(i):
        results[i] = [f(value) for value in values if value is not True]

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(result == results[0] for result in results) and results[0][:4] == [1, 2.5, 1.5, 4]


def test_records_and_strings_are_in_signatures():
    dtype = np.dtype([("x", "f8"), ("n", "i4")])
    record = nb.from_dtype(dtype)
    f = nb.njit(types.float64(record[:], types.unicode_type))(lambda a, key: a[0].x + len(key))
    a = np.zeros(3, dtype)
    a["x"] = 2
    assert f(a, "abc") == 5.0
    assert f.signatures == [(types.Array(record, 1, "A"), types.unicode_type)]


def test_signatures_are_values():
    signature = types.float64(types.int32, types.int32)
    assert signature == Signature(types.float64, (types.int32, types.int32))
    assert hash(signature) == hash(types.float64(types.int32, types.int32))
    assert signature.replace(return_type=types.int8).return_type == types.int8
    with pytest.raises(TypeError):
        Signature(types.int8, (3,))


@pytest.mark.parametrize("flags", [True, False, None, {"nnan", "contract"}, {"fast": True, "afn": False}, set()])
def test_fast_math_is_a_set_of_flags(flags):
    @nb.njit(fastmath=flags)
    def f(a):
        total = 0.0
        for x in a:
            total += x * x + 1.0
        return total

    assert f(np.arange(10.0)) == 295.0


def test_fast_math_flags_that_are_none_are_refused():
    with pytest.raises(ValueError, match="Unrecognized fastmath flags: \\['foo'\\]"):
        nb.njit(fastmath={"foo", "nnan"})
    with pytest.raises(ValueError, match="a set of flags"):
        nb.njit(fastmath="nnan")


def test_options_that_change_nothing_are_taken():
    options = {"nopython": False, "debug": True, "_nrt": True, "no_cpython_wrapper": True, "looplift": True}
    assert nb.jit(**options, no_cfunc_wrapper=True, forceinline=True)(lambda x: x)(3) == 3
    with pytest.raises(TypeError, match="unknown option 'fastmth'; did you mean 'fastmath'"):
        nb.jit(fastmth=True)


def test_signatures_hold_for_calls_from_compiled_code():
    @nb.njit("float32(float32)")
    def half(x):
        return x / 3

    @nb.njit(["int64(int64)", "float64(float64)"])
    def same(x):
        return x

    @nb.njit
    def use(x):
        return half(x), half(2), same(True), same(np.float32(1.5))

    single = float(np.float32(7.25) / np.float32(3))
    assert use(7.25) == (half(7.25), half(2), 1, 1.5)
    assert half(7.25) == pytest.approx(single, rel=1e-6) and type(use(1.0)[2]) is int
    assert half.py_func(9) == 3.0


def test_calls_from_compiled_code_that_fit_no_signature_are_refused():
    f = nb.njit("int64(int64)")(lambda x: x)
    with pytest.raises(nb.errors.TypingError, match="No matching definition for argument type\\(s\\) unicode_type"):
        nb.njit(lambda: f("x"))()


def test_arrays_and_tuples_pass_to_signatures_from_compiled_code():
    @nb.njit("float64(float64[:], UniTuple(float64, 2))")
    def pick(a, pair):
        return a[1] * pair[0] + pair[1]

    @nb.njit
    def use(a, n):
        return pick(a, (n, 2)) + pick(a[::2], (1, 1.5))

    a = np.arange(5.0)
    assert use(a, 3) == (1 * 3 + 2) + (2 * 1 + 1.5)


def test_arrays_know_how_often_their_memory_is_referred_to():
    @nb.njit
    def make(n):
        return np.zeros(n)

    a = make(3)
    assert a.base.refcount == 1

    @nb.njit
    def twice(n):
        a = np.ones(n)
        return a, a[1:]

    whole, part = twice(4)
    assert whole.base.refcount == 2 == part.base.refcount
    del part
    assert whole.base.refcount == 1


def test_local_variables_have_the_types_that_are_declared():
    @nb.njit(locals={"x": nb.float32, "n": nb.types.int8, "k": nb.int32})
    def f(a):
        x = 0.1
        n = a + 300
        total = 0
        for k in range(3):
            k += 1
            total += k
        x += a
        return x, n, total

    @nb.njit
    def use(a):
        return f(a)

    x = float(np.float32(float(np.float32(0.1)) + 2))
    assert f(2) == (x, 46, 6) == use(2)
    theirs = numba.njit(locals={"x": numba.float32})(lambda: None)
    assert theirs() is None
    with pytest.raises(TypeError, match="locals gives types to names"):
        nb.njit(locals={"x": 3})


# What may be None, and functions


def test_arguments_that_may_be_none():
    @nb.njit(types.optional(types.float64)(types.optional(types.float64), types.int64))
    def f(x, y):
        if x is None:
            return None
        return x + y

    assert (f(None, 1), f(2.5, 1), f(2, 1), f(True, 1)) == (None, 3.5, 3.0, 2.0)
    assert f.signatures == [(types.optional(types.float64), types.int64)]
    with pytest.raises(TypeError, match="No matching definition"):
        f("a", 1)


def test_arrays_and_tuples_that_may_be_none():
    @nb.njit("i8(optional(f8[:]), f8[:], optional(UniTuple(i8, 2)), c16)")
    def f(a, b, t, z):
        n = 0 if a is None else a.size
        m = 0 if t is None else t[0] + t[1]
        return n + b.size + m + int(z.real)

    a = np.ones(3)
    assert f(None, a, None, 1) == 4
    assert f(a, a[:2], (1, 2), 1j) == 8
    assert f(None, a, (1, 2), 2.0) == 8


def test_a_default_of_none():
    @nb.njit("f8(f8, optional(f8))")
    def f(x, y=None):
        return x if y is None else x + y

    assert (f(1.0), f(1.0, None), f(1.0, 2.0)) == (1.0, 1.0, 3.0)

    @nb.njit
    def g(x):
        return f(x) + f(x, 2) + f(x, None)

    assert g(1.0) == 5.0


def test_functions_of_a_signature():
    @nb.njit(types.float64(types.FunctionType(types.float64(types.float64)), types.float64))
    def apply(f, x):
        return f(x)

    @nb.njit
    def half(x):
        return x // 2

    @nb.njit(types.float64(types.float64))
    def double(x):
        return x * 2

    @nb.cfunc("float64(float64)")
    def negated(x):
        return -x

    assert (apply(half, 5), apply(double, 5), apply(negated, 5)) == (2.0, 10.0, -5.0)
    assert [str(each) for each in apply.signatures] == ["(FunctionType[float64(float64)], float64)"]
    with pytest.raises(TypeError, match="No matching definition"):
        apply(3, 5)

    @nb.njit
    def outer(x):
        return apply(double, x) + apply(half, x)

    assert outer(3) == 7.0


def test_the_function_is_called_for_its_signature():
    @nb.njit(types.float64(types.FunctionType(types.float64(types.float64)), types.int64))
    def apply(f, x):
        return f(x)

    @nb.njit
    def third(x):
        return x / 3 if isinstance(x, float) else -1.0

    assert apply(third, 3) == 1.0


def test_tuples_of_functions_of_a_signature():
    kind = types.FunctionType(types.int64(types.int64))

    @nb.njit(types.int64(types.UniTuple(kind, 2), types.int64, types.int64))
    def choose(functions, i, x):
        return functions[i](x)

    one, two = nb.njit(lambda x: x + 1), nb.njit(lambda x: x * 2)
    assert [choose((one, two), i, 5) for i in (0, 1)] == [6, 10]


def test_a_signature_with_functions_says_its_result():
    with pytest.raises(TypeError, match="says its result"):
        nb.njit((types.FunctionType(types.int64(types.int64)), types.int64))(lambda f, x: f(x))

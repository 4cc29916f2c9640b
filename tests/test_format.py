"""Format specifications, in f-strings and format(), are Python's; generator expressions where all of one is taken."""

import itertools

import numpy as np
import pytest
from numlir import _numlir, njit


@njit
def formatted(x, spec):
    return format(x, spec)


@njit
def pieces(x, n, s):
    return f"{x:.3f}|{n:05d}|{s:>8}|{x!r:>12}|{n:,}|{x:e}|{n:#x}|{s:^7.2}|{x:{n}.{2}}|{True:d}|{s!r:*^9}"


@njit
def taken(a):
    return (
        sum(x * x for x in a),
        max(x for x in a if x < 5),
        list(str(x) for x in a),
        "-".join(str(x) for x in a),
        min((x + y for x in a for y in a)),
    )


def texts(function, specs, values):
    for spec, value in itertools.product(specs, values):
        try:
            yield spec, value, function(value, spec)
        except (ValueError, OverflowError):
            yield spec, value, ValueError


VALUES = [0, -1234567, 65, 3.0, -0.00001234, 123456789.123, 1e22, float("inf"), float("nan"), -0.0, 0.5, 99999.5, "h\u00e9llo", True]
FRONTS = ["", "<", "*^", "=", "0>", "+", " ", "<+", "#", "*<#", "z"]
WIDTHS = ["", "0", "9", "09", "14", "014"]
GROUPS = ["", ",", "_"]
KINDS = ["", "d", "f", "e", "G", "%", "x", "b", "c", "s", "n", "q", ".0", ".3", ".0f", ".3g", ".12e", ".3s", ".", ".0%"]


@pytest.mark.parametrize("kind", KINDS)
def test_specifications(kind):
    specs = ["".join(parts) + kind for parts in itertools.product(FRONTS, WIDTHS, GROUPS)]
    # NumPy's and CPython's own: what `format` gives in the interpreter.
    assert list(texts(formatted, specs, VALUES)) == list(texts(format, specs, VALUES))


def test_f_strings():
    assert pieces(3.14159, 12, "abc") == pieces.py_func(3.14159, 12, "abc")


def test_generator_expressions():
    assert taken([1, 2, 7]) == taken.py_func([1, 2, 7])


def test_ascii():
    @njit
    def f(text, number):
        return f"{text!a} {number!a:>5} {text!r:.4}", ascii(text)

    for text in ("plain", "é", "日本\n", "\U0001f600'"):
        assert f(text, 12) == f.py_func(text, 12)


def test_many_pieces_and_none_is_lost_where_one_raises():
    @njit
    def f(a, k):
        return f"{a[k]}-{len(a)}+{k}-{a[k + 1]}+{k}-{a[k + 2]}+{k}-{a[k + 3]}", [[k], [k, a[k + 4]], [k], [a[k + 5]]]

    numbers = np.arange(7)
    assert f(numbers, 1) == f.py_func(numbers, 1)
    before = _numlir.live_blocks()
    for k in range(2, 9):
        with pytest.raises(IndexError):
            f(numbers, k)
    f(numbers, 0)
    assert _numlir.live_blocks() == before

"""Structured dtypes that are written where they are used, beside NumPy."""

import numpy as np
import pytest
from compare import check

import numlir as nb


@nb.njit
def of_classes(n):
    return np.zeros(n, [("x", float), ("y", np.int16)])


@nb.njit
def of_texts(n):
    out = np.zeros((n, 2), dtype=[("x", "f4"), ("y", "<i2"), ("s", "S3"), ("u", "U2"), ("t", "m8[s]")])
    out["x"][1:] = 0.5
    return out


@nb.njit
def nested(n):
    out = np.zeros(n, [("at", [("x", "f8"), ("y", float, 2)]), ("color", [("r", "u1"), ("g", "u1")], (2, 3))])
    out["at"]["y"][:] = np.arange(2)
    out["color"]["g"][:, 1] = 9
    return out


@nb.njit
def named(n):
    color = np.dtype([("r", np.ubyte), ("g", "u1"), ("b", np.ubyte)])
    out = np.empty(n, color)
    for k in range(n):
        out[k]["r"], out[k]["g"], out[k]["b"] = k, 2 * k, 3 * k
    return out


@nb.njit
def rows(n):
    return np.array([(1, 2.5), (3, 4.5)], dtype=[("k", "i4"), ("v", "f8")])


@nb.njit
def fields_of_an_array(n):
    a = np.arange(3 * n).reshape(n, 3)
    return a.view(dtype=[("p", a.dtype), ("q", a.dtype), ("r", a.dtype)])


@pytest.mark.parametrize("function", [of_classes, of_texts, nested, named, rows, fields_of_an_array], ids=lambda f: f.__name__)
@pytest.mark.parametrize("n", [0, 1, 3])
def test_displays(function, n):
    check(function, n)


def test_texts_elsewhere_are_lists():
    @nb.njit
    def pairs():
        return [("a", "f8"), ("b", "i4")]

    assert pairs() == [("a", "f8"), ("b", "i4")]


@pytest.mark.parametrize("fields", ["[('a', 'f8'), ('a', 'f8')]", "[('a', 'nothing')]", "[('a', 'f8', n)]", "[('', 'f8')]"])
def test_what_is_no_dtype_is_refused(fields):
    names = {"np": np}
    exec(f"def f(n):\n    return np.zeros(n, {fields})", names)
    with pytest.raises(nb.errors.TypingError, match="is not a dtype"):
        nb.njit(names["f"])(2)


@nb.njit
def pairs_of_dtype_and_shape(n):
    out = np.zeros(n, dtype=[("a", (np.int64, 3)), ("b", ("f4", (2, 2))), ("c", np.bool_)])
    out["a"][:, 1] = 7
    return out


def test_pairs_of_dtype_and_shape():
    check(pairs_of_dtype_and_shape, 2)

"""What the race check says of loops, racy and clean: an entry is the loop's text and the words that its warning has, or None."""

import warnings

import numpy as np
import pytest
from comparing import executed

import numlir as nb
from numlir import prange  # noqa: F401 - used by the loops

LOOPS = {
    "own place": ("a[i] = b[i]", None),
    "own place, shifted": ("a[i + 1] = b[i]", None),
    "read ahead of another array": ("a[i] = b[i + 1]", None),
    "in place": ("a[i] = a[i] * 2", None),
    "mirrored read of another array": ("a[i] = b[n - 1 - i]", None),
    "even places": ("a[2 * i] = b[i]", None),
    "odd reads, even writes": ("a[2 * i] = a[2 * i + 1]", None),
    "one iteration only": ("if i == 3:\n            a[0] = b[i]", None),
    "even places from odd ones": ("if i % 2 == 0:\n            a[i] = a[i + 1]", None),
    "the first three": ("if i // 3 == 1 and i % 3 == 0:\n            a[0] = b[i]", None),
    "the first of each": ("if i > 0:\n            a[i] = a[i - 1]", "reads what iteration"),
    "a flag": ("if b[i] > 9:\n            a[0] = 1.0", None),
    "a flag of a whole array": ("if b[i] > 9:\n            m[0, :] = 1.0", None),
    "the same from outside": ("m[1, 2] = s", None),
    "two values of one place": ("if b[i] > 9:\n            a[0] = 1.0\n        else:\n            a[0] = 2.0", "writes what iteration"),
    "an indirect place": ("a[k[i]] = b[i]", None),
    "places by a mask": ("b[a == i] = 2.0 * i", None),
    "an indirect read": ("b[i] = a[k[i]]", None),
    "a temporary of its own": ("t = np.zeros(3)\n        t[0] = b[i]\n        a[i] = t[0] + t[1]", None),
    "a sum": ("s += a[i]", None),
    "a histogram": ("k[int(b[i]) % 4] += 1", None),
    "a row": ("for j in range(4):\n            m[i, j] = b[j]", None),
    "a row of sums": ("for j in range(4):\n            m[i, j] += m[i, 3 - j]", None),
    "an indirect place of its own": ("m[i, k[i] % 4] = m[i, k[i] % 4] / 2 + 1", None),
    "the largest of classes": ("a[k[i] % 3] = max(a[k[i] % 3], b[i])", None),
    "an indirect place that is changed": ("a[k[i]] = a[k[i]] * 2 + b[i]", "iterations that reach one place"),
    "a place that is read twice": ("a[k[i] % 3] += a[k[i] % 3] - b[i]", "iterations that reach one place"),
    "the best of classes, with its place": (
        "if b[i] > a[k[i] % 3]:\n            a[k[i] % 3] = b[i]\n            m[k[i] % 3, 0] = i",
        "iterations that reach one place",
    ),
    "what was seen": ("if a[k[i]] != 1.0:\n            a[k[i]] = 1.0", None),
    "a place of several that is changed": ("a[i // 2] = a[i // 2] / 2 + b[i]", "iterations that reach one place"),
    "the one before": ("a[i] = a[i - 1] + 1", "reads what iteration"),
    "the one behind": ("a[i] = a[i + 1] + 1", "reads what iteration"),
    "two behind": ("a[i] = a[i + 2]", "reads what iteration"),
    "one place": ("a[0] = b[i]", "writes what iteration"),
    "one place, and read": ("a[0] = b[i]\n        b[i] = a[0]", "writes what iteration"),
    "overlapping pairs": ("a[i] = b[i]\n        a[i + 1] = b[i]", "writes what iteration"),
    "a shared temporary": ("for j in range(3):\n            a[j] = b[i] * j", "writes what iteration"),
    "a column": ("for j in range(4):\n            m[j, 2] = b[i]", "writes what iteration"),
    "the first place": ("a[i] = b[i]\n        b[i] = a[1]", "reads what iteration"),
    "a place before all": ("a[i] = b[i]\n        b[i] = a[0]", None),
    "a stretched index": ("a[2 * i] = a[i]", "reads what iteration"),
    "a prefix sum": ("s += a[i]\n        b[i] = s", "'s' goes from one iteration to the next"),
    "a recurrence": ("s = s * 0.5 + a[i]", "'s' goes from one iteration to the next"),
}


def compiled(text, races="warn"):
    source = (
        f"@nb.njit(parallel={{'races': {races!r}}})\n"
        "def f(a, b, k, m):\n"
        "    n = len(k)\n"
        "    s = 0.0\n"
        "    for i in prange(1, n):\n"
        f"        {text}\n"
        "    return s\n"
    )
    name = f"<race {hash(text)} {races}>"
    return executed(source, name, {"nb": nb, "np": np, "prange": nb.prange})["f"]


def arguments():
    return np.ones(100), np.ones(100), np.arange(10), np.ones((10, 4))


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop(name):
    text, words = LOOPS[name]
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        compiled(text)(*arguments())
    said = [str(one.message) for one in said if issubclass(one.category, nb.errors.NumlirParallelWarning)]
    assert bool(said) == bool(words), said
    if words:
        assert words in said[0]
        assert "^" in said[0]


def test_races_as_errors():
    with pytest.raises(nb.errors.UnsupportedError, match="reads what iteration"):
        compiled("a[i] = a[i - 1]", "error")(*arguments())
    compiled("a[i] = b[i - 1]", "error")(*arguments())


def test_ignored():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compiled("a[i] = a[i - 1]", "ignore")(*arguments())


def test_options_are_checked():
    with pytest.raises(ValueError, match="races"):
        nb.njit(parallel={"races": "loud"})
    with pytest.raises(TypeError, match="unknown part 'pranges'"):
        nb.njit(parallel={"pranges": True})


RACY = [name for name, (_, words) in LOOPS.items() if words and ("writes what" in words or "reads what" in words)]


@pytest.mark.parametrize("name", RACY)
def test_a_loop_that_certainly_races_runs_in_order(name):
    text, _ = LOOPS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        f = compiled(text)
        own, right = arguments(), arguments()
        f.py_func(*right)
        with nb.parallel_chunksize(1):
            f(*own)
    assert all(np.array_equal(*pair) for pair in zip(own, right))


def test_a_race_is_said_with_what_becomes_of_it(capsys):
    f = compiled("a[i] = a[i - 1] + 1")
    with pytest.warns(nb.errors.NumlirParallelWarning, match="so it runs serially"):
        f(*arguments())
    f.parallel_diagnostics()
    said = capsys.readouterr().out
    assert "race:" in said and "so it runs serially" in said and "parallel (prange)" not in said


def test_with_races_ignored_a_loop_is_parallel(capsys):
    f = compiled("a[i] = a[i - 1] + 1", "ignore")
    f(*arguments())
    f.parallel_diagnostics()
    assert "parallel (prange)" in capsys.readouterr().out

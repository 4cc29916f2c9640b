"""parallel={'races': 'check'}: shadow memory finds the iterations that meet, as no static check can."""

import warnings

import numpy as np
import pytest
from comparing import executed

import numlir as nb
from numlir import prange  # noqa: F401 - used by the loops

# A loop's body over a, b, k, m, and what is raised, or None.
LOOPS = {
    "a permutation": ("a[k[i]] = b[i]", None),
    "a place that repeats": ("a[k[i] // 2] = b[i]", "iteration 1 writes what iteration 0 uses in line 6"),
    "an indirect read": ("b[k[i]] = a[i]\n        a[i] = b[k[i]]", None),
    "an indirect read of another": ("a[i] = a[k[(i + 1) % n]] + 1", "iteration 1 writes what iteration 0 uses in line 6"),
    "read before it is written": ("b[i] = a[9 - i]\n        a[i] = 1.0 * i", "iteration 5 reads what iteration 4 writes in line 7"),
    "a row that is chosen": ("m[k[i] // 5] += b[i]", None),
    "a row that is written": ("m[k[i] // 5] = b[i]", "iteration 1 writes what iteration 0 uses in line 6"),
    "a flag": ("if b[i] > 0.5:\n            a[k[0]] = 1.0", None),
    "a histogram": ("a[k[i] // 2] += 1", None),
    "a temporary of its own": ("t = np.zeros(3)\n        t[k[i] % 3] = 1\n        a[i] = t.sum()", None),
    "inner loops": ("for j in range(4):\n            m[k[i], j] = m[k[i], 3 - j]", None),
    "whole rows": ("m[k[i]] = m[k[i]] * 2", None),
    "slices that overlap": ("a[k[i]:k[i] + 2] = b[i]", "iteration 1 writes what iteration 0 uses in line 6"),
    "a sum of what is written": ("a[k[i]] = m[k[i]].sum()", None),
    "a sum over what others write": ("a[9 - k[i]] = a[9 - k[i]:10].sum()", "iteration 1 reads what iteration 0 writes in line 6"),
    "serial": ("s = s * 0.5 + a[i]\n        b[i] = s", None),
}


def compiled(text):
    source = (
        "@nb.njit(parallel={'races': 'check'})\n"
        "def f(a, b, k, m):\n"
        "    n = len(k)\n"
        "    s = 0.0\n"
        "    for i in prange(n):\n"
        f"        {text}\n"
        "    return s\n"
    )
    name = f"<shadow {hash(text)}>"
    return executed(source, name, {"nb": nb, "np": np, "prange": nb.prange})["f"]


def arguments():
    return np.ones(20), np.arange(20.0), np.arange(10), np.ones((10, 4))


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop(name):
    text, words = LOOPS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        f = compiled(text)
        given = arguments()
        if words is None:
            expected = arguments()
            assert f(*given) == f.py_func(*expected)
            assert all((own == right).all() for own, right in zip(given, expected))
        else:
            with pytest.raises(RuntimeError, match=words):
                f(*given)


def test_another_loop_begins_with_nothing():
    f = compiled("a[k[i] // 2] = b[i]")
    with pytest.raises(RuntimeError, match="writes what iteration"):
        f(*arguments())
    a, b, k, m = arguments()
    f(a, b, 2 * k, m)

"""What a loop over prange carries: found to be reductions or not, and right either way, in many small chunks."""

import warnings

import numpy as np
import pytest
from comparing import executed

import numlir as nb

# What comes before the loop, the loop's body, and what is given; all of these run in parallel.
REDUCTIONS = {
    "a sum": ("s = 0.0", "s += a[i]", "s"),
    "a difference from a start": ("s = 5", "s -= k[i]", "s"),
    "a product": ("s = 2.0", "s *= 1.0 if a[i] > 0 else -1.0", "s"),
    "a quotient": ("s = 2.0", "s /= 1.0 if a[i] > 0 else -1.0", "s"),
    "a sum that stands second": ("s = 0.0", "s = a[i] + s", "s"),
    "a sum in single precision": ("s = np.float32(1)", "s += np.float32(k[i])", "s"),
    "a complex sum": ("s = 1j", "s += k[i] * (1 - 2j)", "s"),
    "a sum from -0.0": ("s = -0.0", "s += a[i] * 0.0 - 0.0", "s"),
    "several sums of one": ("s = 0.0", "s += a[i]\n        if a[i] > 0:\n            s -= 2\n        s += 1", "s"),
    "a sum in inner loops": ("s = 0", "for j in range(i % 3):\n            s += k[i] * j", "s"),
    "a sum with continue": ("s = 0.0", "if a[i] < 0:\n            continue\n        s += a[i]", "s"),
    "bits": ("x, y, z = 0, -1, 7", "x |= k[i]\n        y &= k[i] + 8\n        z ^= k[i]", "x, y, z"),
    "truth values by bits": ("x, y, z = False, True, True", "x |= a[i] > 3\n        y &= a[i] > -5\n        z ^= a[i] > 0", "x, y, z"),
    "or": ("s = False", "s = s or a[i] > 3", "s"),
    "and": ("s = True", "s = s and a[i] > -4", "s"),
    "or that stands second": ("s = False", "s = a[i] > 3 or s", "s"),
    "something found": ("s = False", "if a[i] > 3:\n            s = True", "s"),
    "something found in an inner loop": ("s = False", "for j in range(3):\n            if a[i] > j + 1:\n                s = True", "s"),
    "min": ("s = np.inf", "s = min(s, a[i])", "s"),
    "max": ("s = -np.inf", "s = max(s, a[i])", "s"),
    "min that stands second": ("s = 1.0", "s = min(a[i], s)", "s"),
    "max that stands second": ("s = 1.0", "s = max(a[i], s)", "s"),
    "max that stands second, of integers": ("s = 3", "s = max(k[i], s)", "s"),
    "max of three": ("s = -9.0", "s = max(s, a[i], a[i] * 2)", "s"),
    "NumPy's": ("s, t, u = 0.0, 0.0, 0.0", "s = np.maximum(s, a[i])\n        t = np.fmin(a[i], t)\n        u = np.minimum(u, a[i])", "s, t, u"),
    "min in an inner loop": ("s = np.inf", "for j in range(3):\n            s = min(s, a[i] * j)", "s"),
    "an extremum read twice": ("s = 1e300", "if a[i] < s:\n            s = a[i]", "s"),
    "both extrema": ("lo, hi = 1e300, -1e300", "if a[i] < lo:\n            lo = a[i]\n        if a[i] > hi:\n            hi = a[i]", "lo, hi"),
    "unless it is worse": ("s = 0.0", "if not (s > a[i]):\n            s = a[i]", "s"),
    "a place of the first": ("s, p = 1e300, -1", "if a[i] < s:\n            s = a[i]\n            p = i", "s, p"),
    "a place of the last": ("s, p = 1e300, -1", "if a[i] <= s:\n            s = a[i]\n            p = i", "s, p"),
    "a place unless it is worse": ("s, p = 0.0, -1", "if not (s > a[i]):\n            p = i\n            s = a[i]", "s, p"),
    "a place under a condition": ("s, p = 1e300, -1", "if k[i] > 3 and a[i] < s:\n            s = a[i]\n            p = i", "s, p"),
    "a place, inside a condition": ("s, p = 1e300, -1", "if k[i] > 3:\n            if a[i] < s:\n                s = a[i]\n                p = k[i]", "s, p"),
    "a place in an inner loop": ("s, p, q = 1e300, -1, -1", "for j in range(4):\n            if m[i, j] < s:\n                s = m[i, j]\n                p = i\n                q = j", "s, p, q"),
    "a place and no value": ("p = 0", "if a[i] < a[p]:\n            p = i", "p"),
    "the last place and no value": ("p = 0", "if a[i] >= a[p]:\n            p = i", "p"),
    "the last value": ("s = -1.0", "s = a[i]", "s, i"),
    "the last value under a condition": ("s = -1.0", "if a[i] > 1:\n            s = a[i]", "s"),
    "the last value of two": ("s = -1.0", "if a[i] > 1:\n            if k[i] > 4:\n                s = a[i]", "s"),
    "counts": ("x, y = 0, 0", "if a[i] > 1:\n            x += 1\n        elif a[i] > -1:\n            y += 1\n            x -= 1\n        else:\n            y += 2", "x, y"),
    "a tuple": ("t = (0.0, 0)", "t = (t[0] + a[i], t[1] + 1)", "t"),
    "a histogram": ("h = np.zeros(9, np.int64)", "h[k[i]] += 1", "h"),
    "a histogram that wraps": ("h = np.zeros(2, np.uint8)", "h[k[i] % 2] += np.uint8(100)", "h"),
    "a histogram of products": ("h = np.ones(9)", "h[k[i]] *= -1", "h"),
    "a histogram of quotients": ("h = np.ones(9)", "h[k[i]] /= 1.0 if a[i] > 0 else -2.0", "h"),
    "largest of classes": ("h = np.zeros(9)", "h[k[i]] = max(h[k[i]], a[i])", "h"),
    "largest place of classes, in single precision": ("h = np.zeros(9, np.float32)", "if i > h[k[i]]:\n            h[k[i]] = i", "h"),
    "smallest of classes, rounded": ("h = np.zeros(9, np.float32)", "x = a[i] / 3\n        if x < h[k[i]]:\n            h[k[i]] = x", "h"),
    "smallest of classes": ("h = np.zeros(9)", "if a[i] < h[k[i]]:\n            h[k[i]] = a[i]", "h"),
    "NumPy's largest of classes": ("h = np.zeros(9)", "h[k[i]] = np.maximum(h[k[i]], a[i])", "h"),
    "largest of classes, of integers": ("h = np.zeros(3, np.int32)", "h[k[i] % 3] = max(h[k[i] % 3], np.int32(i))", "h"),
    "rows": ("r = np.zeros(4)", "r += m[i]", "r"),
    "rows of classes": ("r = np.zeros((9, 4))", "r[k[i]] += m[i]", "r"),
    "a column of an outer iteration": ("b = np.zeros(len(a))", "for j in nb.prange(4):\n            b[i] += m[i, j]", "b"),
}

# These carry more than that. They run serially.
SERIAL = {
    "a sum that is used": ("s, b = 0.0, np.zeros(len(a))", "s += a[i]\n        b[i] = s", "s, b"),
    "a sum that is kept": ("s, t = 0.0, 0.0", "s += a[i]\n        t = s", "s, t"),
    "an extremum that is used": ("s, b = 1e300, np.zeros(len(a))", "if a[i] < s:\n            s = a[i]\n        b[i] = s", "s, b"),
    "something found that is used": ("s, b = False, np.zeros(len(a))", "if a[i] > 3:\n            s = True\n        b[i] = s", "s, b"),
    "something found first": ("s, b = False, np.zeros(len(a))", "if not s and a[i] > 2:\n            b[i] = 1\n            s = True", "s, b"),
    "records": ("s, n = 1e300, 0", "if a[i] < s:\n            s = a[i]\n            n += 1", "s, n"),
    "records that are stored": ("s, b = 1e300, np.zeros(len(a))", "if a[i] < s:\n            s = a[i]\n            b[i] = 1", "s, b"),
    "an extremum of records": ("s, t = 1e300, 1e300", "if a[i] < s:\n            s = a[i]\n            if m[i, 0] < t:\n                t = m[i, 0]", "s, t"),
    "two extrema at once": ("s, t = 1e300, 1e300", "if a[i] < s and m[i, 0] < t:\n            s = a[i]\n            t = m[i, 0]", "s, t"),
    "the comparison of an extremum": ("s, b = 1e300, np.zeros(len(a))", "c = a[i] < s\n        if c:\n            s = a[i]\n        b[i] = c", "s, b"),
    "a value less one": ("s = 0.0", "s = a[i] - s", "s"),
    "sums and products": ("s = 1.0", "s += a[i]\n        s *= 0.5", "s"),
    "two constants": ("s = 0", "for j in range(2):\n            if a[i] > 2:\n                s = 1\n            elif a[i] < -2:\n                s = 0", "s"),
}


def compiled(before, body, given, parallel=True):
    decorator = "@nb.njit(parallel=True)\n" if parallel else ""
    text = f"{decorator}def f(a, k, m):\n    {before}\n    for i in nb.prange(len(a)):\n        {body}\n    return {given}\n"
    name = f"<carried {hash((text, parallel))}>"
    return executed(text, name, {"nb": nb, "np": np})["f"]


def arguments(with_nan=False):
    random = np.random.default_rng(3)
    a, k, m = random.integers(-4, 5, 50).astype(float), random.integers(0, 9, 50), random.integers(-4, 5, (50, 4)).astype(float)
    if with_nan:
        # Behind the last NaN there is no extremum of all.
        a[[7, 8, 46]] = np.nan
        a[47:] = -3, -2, -3
    return a, k, m


def as_list(value):
    return [np.asarray(each) for each in (value if isinstance(value, tuple) else (value,))]


def check(case, with_nan):
    own, reference = compiled(*case), compiled(*case, parallel=False)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        expected = as_list(reference(*arguments(with_nan)))
    for size in (0, 1, 3, 8):
        with nb.parallel_chunksize(size):
            for one, right in zip(as_list(own(*arguments(with_nan))), expected):
                assert np.array_equal(one, right, equal_nan=True), (size, one, right)
                assert (np.signbit(one.real) == np.signbit(right.real)).all()


@pytest.mark.parametrize("with_nan", [False, True], ids=["numbers", "NaN"])
@pytest.mark.parametrize("name", REDUCTIONS)
def test_a_reduction(name, with_nan):
    with warnings.catch_warnings():
        warnings.simplefilter("error", nb.errors.NumlirParallelWarning)
        check(REDUCTIONS[name], with_nan)


@pytest.mark.parametrize("name", SERIAL)
def test_what_is_no_reduction(name):
    with pytest.warns(nb.errors.NumlirParallelWarning, match="so the loop runs serially"):
        check(SERIAL[name], False)


def test_arrays_that_nested_loops_accumulate_into_are_of_the_outer_loop_too(capsys):
    @nb.njit(parallel=True)
    def f(k, n):
        sums = np.zeros(3, np.int64)
        for i in nb.prange(n):
            for j in nb.prange(4):
                sums[i % 3] += k[i] * j
        return sums

    k = np.arange(37)
    with nb.parallel_chunksize(8):
        result = f(k, 37)
    np.testing.assert_array_equal(result, [6 * k[start::3].sum() for start in range(3)])
    f.parallel_diagnostics(level=4)
    assert capsys.readouterr().out.count("accumulates into an array (add), a copy for each chunk") == 2

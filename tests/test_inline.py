"""``inline=``: what a decorator says of calls of a function is done, by the compiler's own passes or by LLVM."""

import re
import warnings

import numpy as np
import pytest

from numlir import njit
from numlir.errors import NumlirWarning


def calls(function):
    """The functions that the code of a function still calls, of those that users wrote."""
    (text,) = function.inspect_llvm().values()
    return set(re.findall(r'call [^@\n]*@"?(\w+)\(', text)) & {"small", "large", "looped", "raising", "fact"}


def small(x):
    return x + 1


def large(x):
    for k in range(3):
        x = x * 3 + k // 2
        if x > 1000:
            x -= 7 * k
        while x > 10_000:
            x = x // 2 + (x % 3 if x % 2 else -1)
        for j in range(k):
            x ^= j * x
            if x % 5 == 3:
                x += 11
    return x


def users_of(callee):
    def twice(x):
        return callee(x) + callee(x + 1) * callee(x - 1) - callee(x * 2)

    return njit(twice)


@pytest.mark.parametrize("function", [small, large])
@pytest.mark.parametrize("inline", ["always", "never"])
def test_is_done(function, inline):
    caller = users_of(njit(inline=inline)(function))
    assert caller(7) == function(7) + function(8) * function(6) - function(14)
    assert calls(caller) == (set() if inline == "always" else {function.__name__})


def test_in_modules_of_many_functions():
    names = {"large": njit(inline="always")(large)}
    parts = "".join(f"@njit\ndef part{k}(x):\n    return large(x + {k}) + large(x)\n" for k in range(20))
    body = " + ".join(f"part{k}(x)" for k in range(20))
    exec(f"{parts}@njit\ndef f(x):\n    return {body}\n", names | {"njit": njit}, names)
    names.update(names)
    f = names["f"]
    f.py_func.__globals__.update(names)
    assert f(3) == sum(large(3 + k) + large(3) for k in range(20))
    assert not calls(f)


def test_whole_arrays_fuse_across_calls():
    @njit(inline="always")
    def scaled(a, k):
        return a * k + np.sqrt(a) / 2

    @njit
    def f(a):
        return (scaled(a, 2.0) - scaled(a, 3.0)).sum()

    a = np.linspace(0, 5, 1000)
    expected = ((a * 2.0 + np.sqrt(a) / 2) - (a * 3.0 + np.sqrt(a) / 2)).sum()
    assert f(a) == pytest.approx(expected, rel=1e-12)
    # Nothing is allocated: the intermediate arrays are gone.
    (text,) = f.inspect_llvm().values()
    assert "numlir_allocate" not in text and "numlir_create" not in text


def test_errors_keep_their_places():
    @njit(inline="always")
    def raising(x):
        if x > 2:
            raise ValueError("too large", x)
        return x

    @njit
    def f(x):
        return raising(x) + raising(x + 1)

    assert f(1) == 3
    with pytest.raises(ValueError) as caught:
        f(2)
    assert caught.value.args == ("too large", 3)
    names = [entry.frame.code.name for entry in caught.traceback]
    assert names[-2:] == ["f", "raising"]
    assert not calls(f)


def test_recursive_functions_stay_calls():
    @njit(inline="always")
    def fact(n):
        return 1 if n < 2 else n * fact(n - 1)

    @njit
    def f(n):
        return fact(n) + 1

    assert f(10) == 3628801


def test_generators_and_several_results():
    @njit(inline="always")
    def up_to(n):
        for i in range(n):
            yield i

    @njit(inline="always")
    def both(a):
        return a.min(), a.max()

    @njit
    def f(a):
        low, high = both(a)
        total = 0.0
        for i in up_to(3):
            total += i
        return high - low + total

    assert f(np.array([1.0, 5.0, 2.0])) == 7.0


def test_with_parallel_loops():
    from numlir import prange

    @njit(inline="always")
    def looped(a, i):
        total = 0.0
        for k in range(i):
            total += a[k]
        return total

    @njit(parallel=True)
    def f(a):
        out = np.empty_like(a)
        for i in prange(len(a)):
            out[i] = looped(a, i)
        return out

    a = np.arange(50.0)
    np.testing.assert_array_equal(f(a), np.concatenate(([0.0], np.cumsum(a)[:-1])))


def test_cost_models_are_refused_by_name():
    def always(expr, caller, callee):
        return True

    with pytest.warns(NumlirWarning, match="inline=always: a cost model"):
        f = njit(inline=always)(small)
    assert f(1) == 2


@pytest.mark.parametrize("value", ["allways", True, 3])
def test_wrong_values(value):
    with pytest.raises(ValueError, match="inline must be 'always', 'never' or a cost model"):
        njit(inline=value)(small)


def test_nothing_is_warned_of():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        njit(inline="always")(small)
        njit(inline="never")(small)
        njit(inline=None)(small)


def test_part_of_the_cache_key(tmp_path, monkeypatch):
    from numlir import config

    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path))
    for inline in ("always", "never"):
        callee = njit(inline=inline)(small)

        @njit(cache=True)
        def f(x):
            return callee(x) + callee(x * 2)

        assert f(4) == 14
        assert sum(f.stats.cache_misses.values()) == 1

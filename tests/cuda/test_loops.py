"""Parallel loops and array expressions as kernels: ``parallel={'device': 'cuda'}``, and arrays of the device as arguments."""

import copy
import math
import warnings

import numpy as np
import pytest
from numlir import cuda, njit, prange
from numlir.errors import NumlirParallelWarning

DEVICE = {"device": "cuda"}


def same(ours, theirs, rtol):
    if isinstance(ours, tuple):
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs):
            same(one, other, rtol)
        return
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype)
    if rtol:
        np.testing.assert_allclose(ours, theirs, rtol=rtol)
    else:
        np.testing.assert_array_equal(ours, theirs)


def agrees(function, *arguments, rtol=0.0):
    """Runs a function's loops as kernels and on threads, without a warning; compares results and arrays."""
    given = [copy.deepcopy(arguments) for _ in range(2)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ours = njit(parallel=DEVICE)(function)
        results = [ours(*given[0]), njit(parallel=True)(function)(*given[1])]
    same(*results, rtol)
    same(*(tuple(each for each in every if isinstance(each, np.ndarray)) for every in given), rtol)
    return ours


def scaled(x, out):
    for i in prange(x.shape[0]):
        out[i] = 2 * x[i] + 1


def first_and_last(n):
    last = -1
    for i in prange(n):
        if i % 7 == 3:
            last = i
    return last


def smallest(x):
    best, place = np.inf, -1
    for i in prange(len(x)):
        if x[i] < best:
            best, place = x[i], i
    return best, place


def total(x):
    s = 0.0
    for i in prange(len(x)):
        s += x[i] * x[i]
    return s


def counted(x, limit):
    n, both, product = 0, True, 1
    for i in prange(0, len(x), 3):
        if x[i] > limit:
            n += 1
        both = both and x[i] > -1
        product *= 3
    return n, both, product


def backwards(n, out):
    for i in prange(n - 1, -1, -2):
        out[i] = i
    return out


def matrix(a, b, out):
    for i in prange(a.shape[0]):
        for j in prange(b.shape[1]):
            s = 0.0
            for k in range(a.shape[1]):
                s += a[i, k] * b[k, j]
            out[i, j] = s


def mathematics(x, out):
    for i in prange(len(out)):
        out[i] = math.sin(x[i]) ** 2 + math.atan2(x[i], 2.0) + math.floor(x[i]) + x[i] ** 3 + int(x[i]) % 3


def mandelbrot(out, most):
    for i in prange(out.shape[0]):
        for j in range(out.shape[1]):
            c = complex(-2 + 3 * j / out.shape[1], -1 + 2 * i / out.shape[0])
            z, n = 0j, 0
            while n < most and abs(z) < 2:
                z = z * z + c
                n += 1
            out[i, j] = n


random = np.random.default_rng(7)
X = random.random(5000)


def test_maps_have_the_bits_of_loops_on_threads():
    agrees(scaled, X, np.zeros(5000))
    agrees(scaled, X[::-3], np.zeros(2000)[:1667])
    agrees(scaled, np.arange(40, dtype=np.int16), np.zeros(40, np.complex64))
    agrees(scaled, np.zeros(0), np.zeros(0))
    agrees(backwards, 1001, np.zeros(1001, np.int32))
    agrees(mathematics, X * 10 - 5, np.zeros(5000))
    agrees(mandelbrot, np.zeros((40, 60), np.uint16), 50)
    agrees(matrix, random.random((20, 30)), random.random((30, 25)), np.zeros((20, 25)))


@pytest.mark.parametrize("n", [0, 1, 2, 255, 257, 70_001])
def test_reductions(n):
    x = np.random.default_rng(n).integers(-9, 9, n).astype(float)
    agrees(total, x)
    agrees(total, x + 0.1, rtol=1e-12)
    agrees(smallest, x)
    agrees(counted, x, 3)
    agrees(first_and_last, n)


def test_reductions_have_the_same_bits_each_time():
    compiled = njit(parallel=DEVICE)(total)
    assert len({compiled(X) for _ in range(5)}) == 1


def test_array_expressions():
    rows = random.random((50, 100))
    agrees(lambda a, b: a * b + 1, X, X)
    agrees(lambda a, b: a * b + 1, X.astype("f4"), X.astype("f4")[::-1].copy())
    agrees(lambda a, b: a - b / 2, rows, rows[3])
    agrees(lambda a, b: a - b, rows, rows[:, 3:4])
    agrees(lambda a, b: np.where(a > 0.5, a, b), rows[::2, ::3], rows.T[::3, ::2].T)
    # Loops on threads call vector versions of functions, which round differently.
    agrees(lambda a, b: np.sqrt(a) + np.exp(b), np.asfortranarray(rows), np.asfortranarray(rows), rtol=1e-15)
    agrees(lambda a: (a > 0.5) & (a < 0.7), X)
    agrees(lambda a: a * 1j + a, X)
    agrees(lambda a: a.astype(np.int32), X * 100)


@pytest.mark.parametrize("offset", [0, 1, 2, 3])
@pytest.mark.parametrize("n", [0, 1, 3, 4, 5, 1023, 1029])
def test_rows_that_begin_anywhere(n, offset):
    x = np.arange(2000, dtype=np.float32)[offset : offset + n]
    agrees(lambda a, b: 2 * a + b, x, np.ones(2000, np.float32)[:n])


def test_assignments():
    def assigned(a):
        a[1:] = a[:-1] * 2
        a += 1
        a[::2] = 7
        return a[1:-1] - a[2:]

    agrees(assigned, X)
    agrees(assigned, random.random((30, 40)))


def test_reductions_of_arrays():
    rows = random.integers(0, 100, (37, 53))
    agrees(lambda a: (a.sum(), a.max(), a.min(), (a % 3 + 1).any(), (a > 50).all()), rows)
    agrees(lambda a: (a.sum(axis=0), a.max(axis=1)), rows)
    agrees(lambda a: (a.sum(), (a * a).sum(), a.mean()), X, rtol=1e-12)
    agrees(lambda a: a.sum(axis=1), rows.T * 0.5, rtol=1e-12)
    agrees(lambda a: (a.max(), a.min()), np.where(X < 0.01, np.nan, X))


def test_the_report_says_where_loops_run():
    from io import StringIO

    text = StringIO()
    agrees(scaled, X, np.zeros(5000)).parallel_diagnostics(file=text)
    assert "on the device, in blocks of 256 threads" in text.getvalue()


def makes_arrays(x, out):
    for i in prange(len(x)):
        out[i] = np.arange(i % 5).sum()


def adds_to_an_array(x, out):
    for i in prange(len(x)):
        out[int(x[i])] += 1.0


def reads_a_list(x, out):
    items = [1.0, 2.0]
    for i in prange(len(x)):
        out[i] = items[i % 2]


def prints(x, out):
    for i in prange(len(x)):
        if x[i] > 100:
            print(x[i])
        out[i] = x[i]


@pytest.mark.parametrize("function", [makes_arrays, adds_to_an_array, reads_a_list, prints])
def test_what_a_device_cannot_run_runs_on_the_cpu(function):
    x = np.arange(300.0) % 10
    ours, theirs = np.zeros(300), np.zeros(300)
    compiled = njit(parallel=DEVICE)(function)
    with pytest.warns(NumlirParallelWarning, match="so the loop runs on the CPU") as caught:
        compiled(x, ours)
    assert "because of this" in str(caught[0].message) or "this loop runs on the CPU" in str(caught[0].message)
    njit(function)(x, theirs)
    np.testing.assert_array_equal(ours, theirs)


def test_exceptions():
    @njit(parallel=DEVICE)
    def scattered(x, places):
        for i in prange(len(places)):
            x[places[i]] = 1.0

    @njit(parallel=DEVICE)
    def checked(x):
        for i in prange(len(x)):
            if x[i] < 0:
                raise ValueError("negative")

    with pytest.raises(IndexError):
        scattered(np.zeros(3), np.array([0, 5]))
    checked(np.ones(1000))
    with pytest.raises(ValueError, match="negative"):
        checked(np.array([1.0, -1.0] * 500))


def test_functions_and_constants():
    table = np.arange(5.0)

    @njit
    def looked_up(i):
        return table[i % 5] if i % 2 else -1.0

    def filled(out):
        for i in prange(len(out)):
            out[i] = looked_up(i) + table[2]

    agrees(filled, np.zeros(1000))


@pytest.mark.parametrize("parallel", [True, DEVICE])
def test_arrays_of_the_device_as_arguments(parallel):
    @njit(parallel=parallel)
    def work(x, y, factor):
        y[:] = x * factor
        for i in prange(len(x)):
            x[i] += 1
        return x.sum()

    x, y = cuda.to_device(np.arange(1000.0)), cuda.device_array(1000)
    assert work(x, y, 3) == np.arange(1001).sum()
    np.testing.assert_array_equal(y.copy_to_host(), 3 * np.arange(1000.0))
    np.testing.assert_array_equal(x.copy_to_host(), np.arange(1.0, 1001))
    assert work(x[::2], y[::-2], 2) == np.arange(1, 1001, 2).sum() + 500


def test_options_say_what_is_wrong():
    with pytest.raises(ValueError, match="device"):
        njit(parallel={"device": "gpu"})(scaled)


def test_loops_that_race_run_in_order_on_the_cpu():
    def counted(a):
        for i in prange(1, len(a)):
            a[i] = a[i - 1] + 1
        return a

    with pytest.warns(NumlirParallelWarning, match="its iterations meet in memory, so the loop runs on the CPU"):
        result = njit(parallel=DEVICE)(counted)(np.zeros(2000))
    np.testing.assert_array_equal(result, np.arange(2000))


def test_nests_are_collapsed_first():
    def scaled_rows(a):
        out = np.empty_like(a)
        for i in prange(a.shape[0]):
            for j in prange(a.shape[1]):
                out[i, j] = a[i, j] * 2 + i
        return out

    agrees(scaled_rows, np.arange(12.0).reshape(3, 4))
    agrees(scaled_rows, np.empty((0, 4)))

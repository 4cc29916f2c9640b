"""What the listings of a lesson on compiling numerical Python do: every one, with its results."""

import math
import time

import numlir as nb
import numpy as np
import pytest
from numlir import cuda, float64, int64, prange
from numlir.experimental import jitclass


@pytest.fixture
def numbers():
    return np.random.default_rng(0)


def test_sum_of_squares_in_three_ways(numbers):
    def by_elements(values):
        total = 0.0
        for value in values:
            total += value * value
        return total

    @nb.njit
    def by_index(values):
        total = 0.0
        for i in range(len(values)):
            total += values[i] * values[i]
        return total

    values = numbers.standard_normal(1000)
    assert by_index(values) == by_elements(values) == nb.njit(by_elements)(values)
    assert by_index(values) == pytest.approx(np.sum(values * values))


def test_the_first_call_compiles(numbers):
    @nb.njit
    def dot(a, b):
        total = 0.0
        for i in range(len(a)):
            total += a[i] * b[i]
        return total

    a, b = numbers.standard_normal((2, 1000))
    assert not dot.signatures
    started = time.perf_counter()
    first = dot(a, b)
    compiled = time.perf_counter() - started
    started = time.perf_counter()
    second = dot(a, b)
    run = time.perf_counter() - started
    assert first == second == pytest.approx(a @ b)
    assert len(dot.signatures) == 1 and run < compiled


def test_correlation_is_cached(numbers, tmp_path, monkeypatch):
    monkeypatch.setenv("NUMLIR_CACHE_DIR", str(tmp_path))

    @nb.njit(cache=True)
    def correlation(x, y):
        n = len(x)
        mean_x = 0.0
        mean_y = 0.0
        for i in range(n):
            mean_x += x[i]
            mean_y += y[i]
        mean_x /= n
        mean_y /= n
        both = 0.0
        square_x = 0.0
        square_y = 0.0
        for i in range(n):
            dx = x[i] - mean_x
            dy = y[i] - mean_y
            both += dx * dy
            square_x += dx * dx
            square_y += dy * dy
        return both / (square_x * square_y) ** 0.5

    x = numbers.standard_normal(500)
    y = x + numbers.standard_normal(500)
    assert correlation(x, y) == pytest.approx(np.corrcoef(x, y)[0, 1])
    assert any(path.is_file() for path in tmp_path.rglob("*"))


def test_a_signature_compiles_at_once(numbers):
    @nb.njit(nb.float64(nb.float64[:], nb.float64[:]))
    def dot(a, b):
        total = 0.0
        for i in range(len(a)):
            total += a[i] * b[i]
        return total

    assert len(dot.signatures) == 1
    a, b = numbers.standard_normal((2, 100))
    assert dot(a, b) == pytest.approx(a @ b)
    assert dot(a[::2], b[::2]) == pytest.approx(a[::2] @ b[::2])


@pytest.mark.parametrize("bits", [8, 16, 32, 64])
def test_the_types_have_their_names(bits):
    assert str(getattr(nb, f"int{bits}")) == f"int{bits}"
    assert str(getattr(nb, f"uint{bits}")) == f"uint{bits}"
    for name in ("float32", "float64", "complex64", "complex128"):
        assert str(getattr(nb, name)) == name
    assert nb.boolean(1) is True or bool(nb.boolean(1))
    assert [nb.float64[:].layout, nb.float64[:, ::1].layout, nb.float64[::1, :].layout] == ["A", "C", "F"]
    assert nb.float64[:, :].ndim == 2


def test_norms_of_rows_and_their_signature(numbers):
    @nb.njit
    def norms(matrix):
        rows, columns = matrix.shape
        result = np.empty(rows)
        for i in range(rows):
            total = 0.0
            for j in range(columns):
                total += matrix[i, j] ** 2
            result[i] = total**0.5
        return result

    matrix = numbers.standard_normal((20, 30))
    np.testing.assert_allclose(norms(matrix), np.linalg.norm(matrix, axis=1))
    [[argument]] = norms.signatures
    assert (argument.dtype, argument.ndim, argument.layout) == (nb.float64, 2, "C")
    assert len(norms.nopython_signatures) == 1


def test_branches_unify():
    @nb.njit
    def magnitude(x):
        if x >= 0:
            return x
        else:
            return -x

    @nb.njit
    def magnitude_as_float(x):
        if x >= 0:
            return float(x)
        return float(-x)

    assert [magnitude(-2.5), magnitude(3.0)] == [2.5, 3.0]
    assert [type(magnitude_as_float(n)) for n in (-3, 3)] == [float, float]
    assert magnitude_as_float(-3) == 3.0


def test_a_string_of_a_number_is_compiled_and_a_foreign_call_is_a_typing_error(capsys):
    @nb.njit
    def digits(x):
        return len(str(x))

    @nb.njit
    def add(a, b):
        return a + b

    def foreign(x):
        return pytest.approx(x)

    assert digits(5) == 1 and digits(-120) == 4
    with pytest.raises(nb.core.errors.TypingError):
        nb.njit(foreign)(5)
    assert add(1.0, 2.0) == 3.0
    add.inspect_types()
    assert "float64" in capsys.readouterr().out


def test_a_sigmoid_as_a_ufunc(numbers):
    @nb.vectorize(["float64(float64)", "float32(float32)"])
    def sigmoid(x):
        return 1.0 / (1.0 + np.exp(-x))

    @nb.vectorize(["float64(float64)"], target="parallel")
    def parallel_sigmoid(x):
        return 1.0 / (1.0 + np.exp(-x))

    values = numbers.standard_normal(10_000)
    expected = 1.0 / (1.0 + np.exp(-values))
    np.testing.assert_allclose(sigmoid(values), expected, rtol=1e-14)
    np.testing.assert_allclose(parallel_sigmoid(values), expected, rtol=1e-14)
    assert sigmoid(values.astype(np.float32)).dtype == np.float32
    assert sigmoid(values.reshape(100, 100)).shape == (100, 100)


def test_generalised_ufuncs(numbers):
    @nb.guvectorize(["void(float64[:], float64[:], float64[:])"], "(n),(n)->()")
    def dots(a, b, out):
        total = 0.0
        for i in range(len(a)):
            total += a[i] * b[i]
        out[0] = total

    @nb.guvectorize(["void(float64[:,:], float64[:,:], float64[:,:])"], "(m,n),(n,p)->(m,p)", target="parallel")
    def products(a, b, out):
        m, n = a.shape
        n2, p = b.shape
        for i in range(m):
            for j in range(p):
                total = 0.0
                for k in range(n):
                    total += a[i, k] * b[k, j]
                out[i, j] = total

    a, b = numbers.standard_normal((2, 50, 16))
    assert dots(a, b).shape == (50,)
    np.testing.assert_allclose(dots(a, b), np.sum(a * b, axis=1))
    a, b = numbers.standard_normal((4, 5, 6)), numbers.standard_normal((4, 6, 3))
    np.testing.assert_allclose(products(a, b), a @ b)


def test_parallel_loops(numbers):
    @nb.njit(parallel=True)
    def in_parallel(values):
        n = len(values)
        total = 0.0
        for i in prange(n):
            total += values[i] * values[i]
        return total

    @nb.njit(parallel=False)
    def in_order(values):
        n = len(values)
        total = 0.0
        for i in range(n):
            total += values[i] * values[i]
        return total

    @nb.njit(parallel=True)
    def polynomial(values, result):
        for i in prange(len(values)):
            result[i] = values[i] ** 2 + 2.0 * values[i] + 1.0

    values = numbers.standard_normal(100_000)
    assert in_parallel(values) == pytest.approx(in_order(values))
    result = np.empty_like(values)
    polynomial(values, result)
    np.testing.assert_allclose(result, (values + 1) ** 2, atol=1e-12)
    assert nb.config.NUMBA_NUM_THREADS >= 1


def test_a_histogram_in_parallel(numbers):
    @nb.njit(parallel=True)
    def histogram(data, bins, counts):
        for i in prange(len(data)):
            place = int(data[i] * len(bins))
            if 0 <= place < len(counts):
                counts[place] += 1

    data = numbers.random(20_000)
    bins = np.linspace(0, 1, 10)
    counts = np.zeros(10, np.int64)
    histogram(data, bins, counts)
    np.testing.assert_array_equal(counts, np.bincount((data * 10).astype(int), minlength=10))


def test_arrays_made_and_cut_in_compiled_code(numbers):
    @nb.njit
    def combine(a, b):
        n = len(a)
        result = np.empty(n)
        zeros = np.zeros(n)
        ones = np.ones(n)
        first = a[0]
        last = a[-1]
        middle = a[1:-1]
        for i in range(n):
            result[i] = a[i] + b[i]
            if a[i] > 0:
                result[i] = np.sqrt(a[i] + b[i])
            else:
                result[i] = 0.0
        return result, np.sum(result), np.mean(result), np.max(result), (zeros, ones, first, last, middle)

    a, b = numbers.random((2, 100)) - np.array([[0.5], [-1.0]])
    result, total, mean, most, (zeros, ones, first, last, middle) = combine(a, b)
    expected = np.where(a > 0, np.sqrt(a + b), 0.0)
    np.testing.assert_allclose(result, expected)
    assert (total, mean, most) == pytest.approx((expected.sum(), expected.mean(), expected.max()))
    assert (zeros.sum(), ones.sum(), first, last) == (0, 100, a[0], a[-1])
    np.testing.assert_array_equal(middle, a[1:-1])


def test_a_product_of_matrices(numbers):
    @nb.njit
    def product(a, b):
        m, n = a.shape
        n2, p = b.shape
        c = np.zeros((m, p))
        for i in range(m):
            for j in range(p):
                for k in range(n):
                    c[i, j] += a[i, k] * b[k, j]
        return c

    a, b = numbers.random((7, 8)), numbers.random((8, 9))
    np.testing.assert_allclose(product(a, b), a @ b)


def test_fields_of_structured_arrays(numbers):
    @nb.njit
    def total(points):
        result = 0.0
        for i in range(len(points)):
            result += points["x"][i] + points["y"][i]
        return result

    points = np.zeros(50, [("x", np.float64), ("y", np.float32)])
    points["x"], points["y"] = numbers.random((2, 50))
    assert total(points) == pytest.approx(points["x"].sum() + points["y"].astype(np.float64).sum())


def test_a_number_is_doubled_in_each_type():
    @nb.njit
    def doubled(x):
        return x * 2.0

    assert doubled(1.0) == doubled(1) == 2.0
    assert [str(argument) for [argument] in doubled.signatures] == ["float64", "int64"]


def test_each_layout_is_compiled(numbers):
    @nb.njit
    def sums(matrix):
        rows, columns = matrix.shape
        result = np.empty(rows)
        for i in range(rows):
            total = 0.0
            for j in range(columns):
                total += matrix[i, j]
            result[i] = total
        return result

    matrix = numbers.random((30, 40))
    for laid_out in (np.ascontiguousarray(matrix), np.asfortranarray(matrix)):
        np.testing.assert_allclose(sums(laid_out), matrix.sum(axis=1))
    assert [argument.layout for [argument] in sums.signatures] == ["C", "F"]


def test_what_has_no_types_is_refused_and_a_compiled_class_is_the_remedy():
    class Plain:
        def __init__(self, x, y):
            self.x = x
            self.y = y

    @nb.njit
    def added(point):
        return point.x + point.y

    with pytest.raises(nb.errors.TypingError, match="Plain"):
        added(Plain(1, 2))

    @jitclass([("x", float64), ("y", float64)])
    class Point:
        def __init__(self, x, y):
            self.x = x
            self.y = y

        def distance(self):
            return (self.x**2 + self.y**2) ** 0.5

    @nb.njit
    def distance(point):
        return point.distance()

    point = Point(3.0, 4.0)
    assert distance(point) == point.distance() == 5.0
    assert added(point) == 7.0
    assert int64(3.0) == 3


def test_builtins_and_uneven_returns():
    @nb.njit
    def three(x):
        return abs(x), min(x, 0.0), max(x, 0.0)

    @nb.njit
    def uneven(x):
        if x > 0:
            return x
        else:
            return "negative"

    assert three(-2.5) == (2.5, -2.5, 0.0)
    with pytest.raises(nb.errors.TypingError, match="float64.*unicode_type"):
        uneven(1.0)


def test_what_later_releases_compile(capfd):
    @nb.njit
    def all_of_it(x):
        print(x)
        made = list(range(x))
        found = dict()
        found[x] = str(x)
        return made, found[x]

    assert all_of_it(3) == ([0, 1, 2], "3")
    assert capfd.readouterr().out == "3\n"


def test_looking_at_compiled_code(numbers, capsys):
    @nb.njit
    def compute(a, b):
        result = 0.0
        for i in range(len(a)):
            result += a[i] * b[i] + a[i] ** 2
        return result

    a = numbers.standard_normal(100)
    assert compute(a, a) == pytest.approx(2 * a @ a)
    for texts, word in ((compute.inspect_llvm(), "define"), (compute.inspect_asm(), "ret")):
        assert list(texts) == compute.signatures
        assert all(word in text[:100_000] for text in texts.values())
    compute.inspect_types()
    assert "float64" in capsys.readouterr().out


def test_time_warping(numbers):
    @nb.njit
    def warped(one, other):
        n, m = len(one), len(other)
        costs = np.full((n + 1, m + 1), np.inf)
        costs[0, 0] = 0.0
        for i in range(1, n + 1):
            for j in range(1, m + 1):
                cost = (one[i - 1] - other[j - 1]) ** 2
                costs[i, j] = cost + min(costs[i - 1, j], costs[i, j - 1], costs[i - 1, j - 1])
        return costs[n, m] ** 0.5

    one, other = numbers.standard_normal((2, 20))
    assert warped(one, other) == warped.py_func(one, other)
    assert warped(one, one) == 0.0


def test_distances_of_pairs(numbers):
    @nb.njit(parallel=True)
    def distances(x, y):
        n, d = x.shape
        m = y.shape[0]
        result = np.empty((n, m))
        for i in nb.prange(n):
            for j in range(m):
                total = 0.0
                for k in range(d):
                    difference = x[i, k] - y[j, k]
                    total += difference * difference
                result[i, j] = total**0.5
        return result

    x, y = numbers.random((30, 4)), numbers.random((20, 4))
    np.testing.assert_allclose(distances(x, y), np.linalg.norm(x[:, None] - y[None], axis=2))


def test_kernels_for_a_device(numbers):
    if not cuda.is_available():
        pytest.skip("there is no device, and no target is set that stands for one")

    @cuda.jit
    def add(a, b, out):
        i = cuda.grid(1)
        if i < out.shape[0]:
            out[i] = a[i] + b[i]

    @cuda.jit
    def partial_sums(values, sums):
        shared = cuda.shared.array(shape=256, dtype=nb.float32)
        thread = cuda.threadIdx.x
        place = cuda.grid(1)
        if place < len(values):
            shared[thread] = values[place]
        else:
            shared[thread] = 0.0
        cuda.syncthreads()
        stride = cuda.blockDim.x // 2
        while stride > 0:
            if thread < stride:
                shared[thread] += shared[thread + stride]
            cuda.syncthreads()
            stride //= 2
        if thread == 0:
            sums[cuda.blockIdx.x] = shared[0]

    @cuda.jit
    def hits(states, counts, samples):
        i = cuda.grid(1)
        if i >= len(counts):
            return
        count = 0
        state = states[i]
        for _ in range(samples):
            state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
            x = (state & 0xFFFF) / 65535.0
            state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
            y = (state & 0xFFFF) / 65535.0
            if x * x + y * y <= 1.0:
                count += 1
        counts[i] = count
        states[i] = state

    n = 1000
    a, b = numbers.standard_normal((2, n)).astype(np.float32)
    blocks = (n + 255) // 256
    out = cuda.device_array(n, dtype=np.float32)
    add[blocks, 256](cuda.to_device(a), cuda.to_device(b), out)
    np.testing.assert_array_equal(out.copy_to_host(), a + b)
    sums = np.zeros(blocks, np.float32)
    partial_sums[blocks, 256](a, sums)
    assert sums.sum() == pytest.approx(a.sum(), rel=1e-3)
    counts = np.zeros(64, np.int64)
    hits[1, 64](np.arange(64, dtype=np.int64), counts, 500)
    assert 4 * counts.sum() / (64 * 500) == pytest.approx(math.pi, rel=0.05)

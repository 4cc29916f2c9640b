"""Parallel programs as people write them: results are those of serial code, and bit-identical on 1, 2, 3 and 8 threads."""

import os
import subprocess
import sys

import numpy as np
import pytest

import numlir as nb
from numlir import njit, prange

THREADS = (1, 2, 3, 8)
CASES = {}


def case(*arguments, tolerance=1e-11):
    """A program with its arguments, which are made when it is tested."""

    def note(f):
        CASES[f.__name__] = (f, arguments, tolerance)
        return f

    return note


def points(*shape):
    return lambda: np.random.default_rng(3).standard_normal(shape)


def whole(high, *shape):
    return lambda: np.random.default_rng(4).integers(0, high, shape)


# Histograms, counts, tables


@case(points(999), lambda: 10)
def histogram(x, bins):
    h = np.zeros(bins, np.int64)
    low, high = x.min(), x.max()
    for i in prange(len(x)):
        k = int((x[i] - low) / (high - low) * bins)
        h[min(k, bins - 1)] += 1
    return h


@case(points(500), points(500))
def histogram_of_two(x, y):
    h = np.zeros((4, 5), np.int32)
    for i in prange(len(x)):
        j, k = int(x[i] * 2 + 2), int(y[i] * 2 + 2)
        if 0 <= j < 4 and 0 <= k < 5:
            h[j, k] += 1
    return h


@case(whole(5, 400), points(400))
def means_of_groups(group, x):
    total, count = np.zeros(5), np.zeros(5, np.int64)
    for i in prange(len(x)):
        total[group[i]] += x[i]
        count[group[i]] += 1
    return total / count


@case(whole(2, 300))
def longest_even(a):
    best = 0
    for i in prange(len(a)):
        n = 0
        while i + n < len(a) and a[i + n] == 0:
            n += 1
        best = max(best, n)
    return best


@case(whole(256, 40, 30, 3))
def grey(image):
    out = np.empty(image.shape[:2], np.uint8)
    for i in prange(image.shape[0]):
        for j in range(image.shape[1]):
            r, g, b = image[i, j]
            out[i, j] = np.uint8(0.299 * r + 0.587 * g + 0.114 * b)
    return out


# Monte Carlo


@case(lambda: 2000)
def pi_by_halton(n):
    inside = 0
    for i in prange(n):
        x, f, k = 0.0, 0.5, i + 1
        while k:
            x += f * (k & 1)
            k >>= 1
            f *= 0.5
        y, f, k = 0.0, 1 / 3, i + 1
        while k:
            x += 0.0
            y += f * (k % 3)
            k //= 3
            f /= 3
        inside += x * x + y * y <= 1
    return 4 * inside / n


@case(lambda: 300)
def walks_seeded(n):
    ends = np.empty(n)
    for i in prange(n):
        np.random.seed(i)
        at = 0.0
        for _ in range(20):
            at += np.random.random() - 0.5
        ends[i] = at
    return ends


@case(lambda: 500)
def congruential(n):
    out = np.empty(n, np.uint32)
    for i in prange(n):
        s = np.uint32(i)
        for _ in range(10):
            s = np.uint32(s * np.uint32(1664525) + np.uint32(1013904223))
        out[i] = s
    return out


# Mechanics and geometry


@case(points(40, 3), lambda: 0.1)
def n_body_forces(x, eps):
    f = np.zeros_like(x)
    for i in prange(len(x)):
        for j in range(len(x)):
            if i == j:
                continue
            d = x[j] - x[i]
            r2 = (d * d).sum() + eps
            f[i] += d / (r2 * np.sqrt(r2))
    return f


@case(points(40, 3))
def potential(x):
    e = 0.0
    for i in prange(len(x)):
        for j in range(i + 1, len(x)):
            e -= 1 / np.sqrt(((x[i] - x[j]) ** 2).sum() + 0.01)
    return e


@case(points(50, 4), points(30, 4))
def pairwise(x, y):
    d = np.empty((len(x), len(y)))
    for i in prange(len(x)):
        for j in prange(len(y)):
            s = 0.0
            for k in range(x.shape[1]):
                s += (x[i, k] - y[j, k]) ** 2
            d[i, j] = s**0.5
    return d


@case(points(60, 2))
def nearest(x):
    index, distance = np.empty(len(x), np.int64), np.empty(len(x))
    for i in prange(len(x)):
        best, at = np.inf, -1
        for j in range(len(x)):
            d = np.hypot(x[i, 0] - x[j, 0], x[i, 1] - x[j, 1])
            if j != i and d < best:
                best, at = d, j
        index[i], distance[i] = at, best
    return index, distance


@case(points(80, 2))
def centroid_as_tuple(x):
    c = (0.0, 0.0)
    for i in prange(len(x)):
        c = (c[0] + x[i, 0], c[1] + x[i, 1])
    return c[0] / len(x), c[1] / len(x)


@case(points(80, 3))
def box(x):
    low, high = np.full(3, np.inf), np.full(3, -np.inf)
    for i in prange(len(x)):
        low = np.minimum(low, x[i])
        high = np.maximum(high, x[i])
    return low, high


@case(points(80, 3))
def moments(x):
    m = np.zeros((3, 3))
    for i in prange(len(x)):
        m += np.outer(x[i], x[i])
    return m


@case(points(7, 5), points(5, 6))
def matmul(a, b):
    c = np.zeros((a.shape[0], b.shape[1]))
    for i in prange(a.shape[0]):
        for k in range(a.shape[1]):
            for j in range(b.shape[1]):
                c[i, j] += a[i, k] * b[k, j]
    return c


# Images and grids


@case(points(30, 41), points(3, 3))
def convolve(image, kernel):
    h, w = image.shape
    out = np.zeros((h, w))
    for i in prange(1, h - 1):
        for j in range(1, w - 1):
            s = 0.0
            for a in range(-1, 2):
                for b in range(-1, 2):
                    s += image[i + a, j + b] * kernel[a + 1, b + 1]
            out[i, j] = s
    return out


@case(points(30, 21))
def median_filter(image):
    out = image.copy()
    for i in prange(1, image.shape[0] - 1):
        for j in range(1, image.shape[1] - 1):
            out[i, j] = np.median(image[i - 1 : i + 2, j - 1 : j + 2])
    return out


@case(points(20, 20), lambda: 5)
def jacobi(u, steps):
    u = u.copy()
    v = u.copy()
    for _ in range(steps):
        for i in prange(1, u.shape[0] - 1):
            for j in range(1, u.shape[1] - 1):
                v[i, j] = 0.25 * (u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1])
        u, v = v, u
    return u


@case(points(20, 20))
def red_and_black(u):
    u = u.copy()
    for color in range(2):
        for i in prange(1, u.shape[0] - 1):
            for j in range(1 + (i + color) % 2, u.shape[1] - 1, 2):
                u[i, j] = 0.25 * (u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1])
    return u


@case(whole(2, 20, 25))
def life(board):
    h, w = board.shape
    out = np.zeros_like(board)
    for i in prange(h):
        for j in prange(w):
            n = 0
            for a in (-1, 0, 1):
                for b in (-1, 0, 1):
                    if a or b:
                        n += board[(i + a) % h, (j + b) % w]
            out[i, j] = 1 if n == 3 or (n == 2 and board[i, j]) else 0
    return out


@case(lambda: 24, lambda: 30)
def mandelbrot(h, limit):
    out = np.zeros((h, h), np.int32)
    for i in prange(h):
        for j in range(h):
            c = complex(-2 + 3 * j / h, -1.5 + 3 * i / h)
            z = 0j
            for n in range(limit):
                z = z * z + c
                if z.real * z.real + z.imag * z.imag > 4:
                    out[i, j] = n
                    break
    return out


@case(points(50, 40))
def two_passes_of_blur(a):
    h, w = a.shape
    t, out = np.empty((h, w)), np.empty((h, w))
    for i in prange(h):
        for j in range(w):
            t[i, j] = (a[i, j - 1] + a[i, j]) / 2
    for i in prange(h):
        for j in range(w):
            out[i, j] = (t[i - 1, j] + t[i, j]) / 2
    return out


@case(points(50, 40))
def integral_image(a):
    s = np.empty(a.shape)
    for i in prange(a.shape[0]):
        total = 0.0
        for j in range(a.shape[1]):
            total += a[i, j]
            s[i, j] = total
    for j in prange(a.shape[1]):
        for i in range(1, a.shape[0]):
            s[i, j] += s[i - 1, j]
    return s


# Sparse, jagged, prefix


def csr():
    random = np.random.default_rng(8)
    return np.concatenate([[0], np.cumsum(random.integers(0, 6, 60))])


@case(csr, whole(60, 400), points(400), points(60))
def csr_matvec(starts, columns, values, x):
    y = np.zeros(len(starts) - 1)
    for row in prange(len(y)):
        s = 0.0
        for k in range(starts[row], starts[row + 1]):
            s += values[k] * x[columns[k]]
        y[row] = s
    return y


@case(csr, whole(60, 400), points(400), points(60))
def csr_transposed(starts, columns, values, x):
    y = np.zeros(60)
    for row in prange(len(starts) - 1):
        for k in range(starts[row], starts[row + 1]):
            y[columns[k]] += values[k] * x[row]
    return y


@case(csr, points(400))
def jagged_maxima(starts, x):
    out = np.full(len(starts) - 1, np.nan)
    for i in prange(len(out)):
        part = x[starts[i] : starts[i + 1]]
        if len(part) == 0:
            continue
        out[i] = part.max()
    return out


@case(points(300), lambda: 7)
def prefix_sum_in_blocks(x, blocks):
    n = len(x)
    size = (n + blocks - 1) // blocks
    out, sums = np.empty(n), np.zeros(blocks)
    for b in prange(blocks):
        s = 0.0
        for i in range(b * size, min(n, (b + 1) * size)):
            s += x[i]
            out[i] = s
        sums[b] = s
    for b in prange(1, blocks):
        before = sums[:b].sum()
        for i in range(b * size, min(n, (b + 1) * size)):
            out[i] += before
    return out


@case(points(100))
def prefix_sum(x):
    out, s = np.empty(len(x)), 0.0
    for i in prange(len(x)):
        s += x[i]
        out[i] = s
    return out


@case(whole(9, 200), points(200))
def gather_scatter(k, x):
    out = np.zeros(200)
    order = np.argsort(k * 200 + np.arange(200))
    for i in prange(len(x)):
        out[order[i]] = x[i]
    return out


# Reductions of many kinds


@case(lambda: (points(200)() + 1j * points(200)()).astype(np.complex64), tolerance=1e-4)
def complex_sum(z):
    s, p = 0j, 1 + 0j
    for i in prange(len(z)):
        s += z[i] * z[i].conjugate()
        p *= z[i] / abs(z[i])
    return s, p


@case(lambda: points(333)().astype(np.float32), tolerance=1e-5)
def single_sum(x):
    s = np.float32(0)
    for i in prange(len(x)):
        s += x[i] * x[i]
    return s


@case(points(333))
def several_at_once(x):
    n, s, s2, low, high = 0, 0.0, 0.0, np.inf, -np.inf
    for i in prange(len(x)):
        if x[i] < 0:
            continue
        n += 1
        s += x[i]
        s2 += x[i] ** 2
        low, high = min(low, x[i]), max(high, x[i])
    return n, s / n, s2 / n, low, high


@case(points(333))
def place_of_largest(x):
    best, at = -np.inf, -1
    for i in prange(len(x)):
        if abs(x[i]) > best:
            best = abs(x[i])
            at = i
    return best, at


@case(whole(1000, 333))
def bits(a):
    x, o, n = 0, 0, -1
    for i in prange(len(a)):
        x ^= a[i]
        o |= a[i]
        n &= a[i] | 1
    return x, o, n


@case(whole(1000, 333))
def any_and_all(a):
    some, every = False, True
    for i in prange(len(a)):
        some = some or a[i] == 77
        every = every and a[i] >= 0
    return some, every


@case(points(60, 7))
def row_sums_and_total(x):
    rows, total = np.zeros(len(x)), np.zeros(7)
    for i in prange(len(x)):
        rows[i] = x[i].sum()
        total += x[i]
    return rows, total


@case(points(20, 30))
def sum_of_a_nest(x):
    s = 0.0
    for i in prange(x.shape[0]):
        for j in prange(x.shape[1]):
            s += x[i, j] * x[i, j - 1]
    return s


@case(points(64))
def rebinding(x):
    acc = np.zeros(3)
    for i in prange(len(x)):
        acc = acc + np.array([1.0, x[i], x[i] ** 2])
    return acc


@njit
def larger(a, b):
    return a if a > b else b


@njit
def plus(a, b):
    return a + b


@case(points(100))
def combined_by_calls(x):
    s, m = 0.0, -np.inf
    for i in prange(len(x)):
        s = plus(s, x[i])
        m = larger(m, x[i])
    return s, m


# Control flow


@case(whole(500, 100))
def collatz(start):
    steps = np.zeros(len(start), np.int64)
    for i in prange(len(start)):
        n = start[i] + 1
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            steps[i] += 1
            if steps[i] > 100:
                break
    return steps


@case(lambda: 500)
def sieve(n):
    prime = np.ones(n, np.bool_)
    prime[:2] = False
    for i in prange(2, n):
        for d in range(2, int(i**0.5) + 1):
            if i % d == 0:
                prime[i] = False
                break
        else:
            prime[i] = True
    return prime


@njit
def newton(c):
    x = c
    for _ in range(20):
        x = 0.5 * (x + c / x)
    return x


@case(lambda: np.linspace(1, 9, 77))
def function_in_the_body(c):
    out = np.empty(len(c))
    for i in prange(len(c)):
        out[i] = newton(c[i])
    return out


@case(points(90))
def nested_function(x):
    def square(y):
        return y * y + shift

    shift, out = 2.0, np.empty(len(x))
    for i in prange(len(x)):
        out[i] = square(x[i])
    return out


@case(lambda: 50)
def negative_step(n):
    out = np.zeros(n)
    for i in prange(n - 1, -1, -3):
        out[i] = i
    return out


@case(lambda: 5)
def empty_ranges(n):
    s = 0
    for i in prange(n, n):
        s += 1
    for i in prange(0, -n):
        s += 1
    for i in prange(n, 0):
        s += 1
    return s


@case(whole(9, 60))
def broken_out_of(a):
    n = 0
    for i in prange(len(a)):
        if a[i] == 8:
            break
        n += a[i]
    return n


@case(whole(9, 60))
def returned_from(a):
    for i in prange(len(a)):
        if a[i] == 8:
            return i
    return -1


@case(points(60))
def caught_in_the_body(x):
    out = np.zeros(len(x))
    for i in prange(len(x)):
        try:
            if x[i] < 0:
                raise ValueError
            out[i] = np.sqrt(x[i])
        except ValueError:
            out[i] = -1
    return out


@case(lambda: 30)
def strings(n):
    out = np.zeros(n, np.int64)
    for i in prange(n):
        text = "x" * i + str(i)
        out[i] = len(text.upper())
    return out


@case(lambda: 40)
def own_lists(n):
    out = np.zeros(n, np.int64)
    for i in prange(n):
        found = [j for j in range(1, i + 1) if i % j == 0]
        out[i] = sum(found) + len(found)
    return out


@case(lambda: 40)
def own_dictionaries(n):
    out = np.zeros(n, np.int64)
    for i in prange(n):
        seen = {}
        k = i
        while k not in seen:
            seen[k] = len(seen)
            k = (k * k + 1) % 37
        out[i] = len(seen) - seen[k]
    return out


@case(points(40))
def found_flag(x):
    found = np.zeros(1, np.bool_)
    for i in prange(len(x)):
        if x[i] > 1:
            found[0] = True
    return found


@case(points(40))
def found_flags_that_differ(x):
    side = np.zeros(1)
    for i in prange(len(x)):
        if x[i] > 0:
            side[0] = 1.0
        else:
            side[0] = -1.0
    return side


@case(points(40))
def race_with_the_neighbour(x):
    x = x.copy()
    for i in prange(1, len(x)):
        x[i] = x[i - 1] * 0.5 + x[i]
    return x


@case(points(33))
def last_value(x):
    last, at = 0.0, -1
    for i in prange(len(x)):
        if x[i] > 0.5:
            last, at = x[i], i
    return last, at


# Arrays


@case(points(70), points(70))
def expressions(a, b):
    c = np.sin(a) * 2 + b
    d = np.where(c > 0, c, -c)
    d[1:-1] += c[2:] - c[:-2]
    return d, d.sum(), c.max(), (c * d).mean()


@case(points(12, 8))
def rows_and_columns(a):
    out, mean = np.empty_like(a), a.mean(axis=0)
    for i in prange(a.shape[0]):
        out[i] = (a[i] - mean) / (a[i].std() + 1)
    for j in prange(a.shape[1]):
        out[:, j] -= out[:, j].min()
    return out


@case(points(30, 6))
def scratch_of_an_iteration(a):
    out = np.empty(len(a))
    for i in prange(len(a)):
        t = np.zeros(6)
        for j in range(6):
            t[j] += a[i, j]
            if j > 0:
                t[j] += t[j - 1]
        out[i] = t[5] - t.min()
    return out


@case(points(50))
def loops_in_a_row(a):
    b, c = np.empty(len(a)), np.empty(len(a))
    for i in prange(len(a)):
        b[i] = a[i] * 2
    for i in prange(len(a)):
        c[i] = b[i] + 1
    s = 0.0
    for i in prange(len(a)):
        s += c[i] * b[i]
    for i in prange(len(a)):
        b[i] = c[len(a) - 1 - i]
    return b, c, s


@case(points(6, 50))
def normalised(x):
    x = x.copy()
    for k in prange(x.shape[0]):
        s = 0.0
        for j in prange(x.shape[1]):
            s += x[k, j] ** 2
        for j in prange(x.shape[1]):
            x[k, j] /= np.sqrt(s)
    return x


@case(points(16, 16))
def cholesky(a):
    a = a @ a.T + 16 * np.eye(16)
    n = len(a)
    for k in range(n):
        a[k, k] = np.sqrt(a[k, k])
        for i in prange(k + 1, n):
            a[i, k] /= a[k, k]
        for j in prange(k + 1, n):
            for i in range(j, n):
                a[i, j] -= a[i, k] * a[j, k]
    return np.tril(a)


@case(points(9, 9))
def floyd(d):
    d = np.abs(d)
    for k in range(len(d)):
        for i in prange(len(d)):
            for j in range(len(d)):
                d[i, j] = min(d[i, j], d[i, k] + d[k, j])
    return d


def leaves(result):
    return [np.asarray(each) for each in (result if isinstance(result, tuple) else (result,))]


def check(name):
    f, make, tolerance = CASES[name]
    fresh = lambda: [one() for one in make]  # noqa: E731
    right = leaves(njit(f)(*fresh()))
    parallel = njit(parallel=True)(f)
    for size in (0, 1, 5):
        runs = []
        for count in THREADS:
            nb.set_num_threads(count)
            with nb.parallel_chunksize(size):
                runs.append(leaves(parallel(*fresh())))
        for run in runs:
            assert all(one.tobytes() == other.tobytes() for one, other in zip(run, runs[0]))
        for one, expected in zip(runs[0], right):
            assert one.dtype == expected.dtype and np.allclose(one, expected, tolerance, tolerance, equal_nan=True)


if nb.config.NUMBA_NUM_THREADS >= max(THREADS):

    @pytest.mark.filterwarnings("ignore")
    @pytest.mark.parametrize("name", CASES)
    def test_a_program(name):
        check(name)

else:

    def test_on_eight_threads():
        """All programs, in a process that has as many threads."""
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__]
        environment = {**os.environ, "NUMLIR_NUM_THREADS": str(max(THREADS))}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=170)
        assert done.returncode == 0, done.stdout[-5000:]
        assert f"{len(CASES)} passed" in done.stdout

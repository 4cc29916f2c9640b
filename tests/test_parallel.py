"""Loops over prange with parallel=True: against CPython, on several numbers of threads, from many threads, after a fork."""

import os
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from comparing import executed

import numlir as nb
from numlir import prange

# The limit holds for a process, so what needs many threads runs in one of its own.
COUNTS = (1, 2, 3, 8, 64)


def run(program, threads=64):
    """The output of a program of its own with so many threads at most."""
    environment = {**os.environ, "NUMLIR_NUM_THREADS": str(threads)}
    path = os.path.join(os.environ.get("TMPDIR", "/tmp"), f"numlir_parallel_{os.getpid()}.py")
    with open(path, "w") as file:
        file.write("import numlir as nb\nimport numpy as np\nfrom numlir import prange\n" + textwrap.dedent(program))
    try:
        done = subprocess.run([sys.executable, path], env=environment, capture_output=True, text=True, timeout=120)
    finally:
        os.remove(path)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_reductions_have_the_same_bits_on_any_number_of_threads():
    out = run(f"""
        @nb.njit(parallel=True)
        def all_kinds(a, z):
            total, product, count, best, place, largest, last, mask = 0.0, 1.0, 0, 1e300, -1, -1.0, 0.0, 0
            found, every, swirl = False, True, 0j
            for i in prange(len(a)):
                x = a[i]
                total += np.sin(x)
                product *= 1 + x * 1e-6
                if x > 0.5:
                    count += 1
                if x < best:
                    best = x
                    place = i
                largest = max(largest, x)
                last = x
                mask ^= int(x * 1000)
                found = found or x > 0.99
                every = every and x >= 0
                swirl += z * x
            return total, product, count, best, place, largest, last, mask, found, every, swirl
        a = np.random.default_rng(1).random(200_003)
        results = []
        for count in {COUNTS}:
            nb.set_num_threads(count)
            results.append(repr(all_kinds(a, 1 - 2j)))
        assert len(set(results)) == 1, results
        got, expected = eval(results[0]), all_kinds.py_func(a, 1 - 2j)
        assert np.allclose(np.array(got, complex), np.array(expected, complex), rtol=1e-12), (got, expected)
        assert got[2:10] == expected[2:10], (got, expected)
        print("same")
    """)
    assert out == ["same"]


def test_the_error_is_that_of_the_lowest_iteration():
    out = run(f"""
        @nb.njit(parallel=True)
        def check(a, limit):
            for i in prange(len(a)):
                if a[i] > limit:
                    raise ValueError("too large")
                a[i] = 1 / (a[i] - 7)
        for count in {COUNTS}:
            nb.set_num_threads(count)
            a = np.zeros(400_000)
            a[333_333], a[222_222], a[111_111] = 5, 7, 8
            try:
                check(a, 4)
            except Exception as error:
                print(type(error).__name__)
            a[111_111] = 7
            try:
                check(a, 7)
            except Exception as error:
                print(type(error).__name__)
    """)
    assert out == ["ValueError", "ZeroDivisionError"] * len(COUNTS)


def test_nested_loops_compose():
    out = run("""
        @nb.njit(parallel=True)
        def distances(a):
            out = np.empty((len(a), len(a)))
            for i in prange(len(a)):
                for j in prange(len(a)):
                    total = 0.0
                    for k in range(a.shape[1]):
                        total += (a[i, k] - a[j, k]) ** 2
                    out[i, j] = total
            return out
        a = np.random.default_rng(1).random((150, 20))
        assert np.allclose(distances(a), ((a[:, None] - a) ** 2).sum(-1))
        print("right")
    """, 8)
    assert out == ["right"]


def test_sixteen_threads_at_once():
    out = run("""
        from threading import Thread
        @nb.njit(parallel=True, nogil=True)
        def total(a, k):
            s = 0.0
            for i in prange(len(a)):
                w = np.full(3, a[i] * k)
                s += w.sum()
            return s
        a = np.random.default_rng(1).random(50_000)
        expected = {k: total(a, k) for k in range(16)}
        wrong = []
        def work(k):
            nb.set_num_threads(1 + k % 8)
            for _ in range(20):
                if total(a, k) != expected[k]:
                    wrong.append(k)
        threads = [Thread(target=work, args=(k,)) for k in range(16)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        assert not wrong, wrong
        from numlir._numlir import live_blocks
        assert live_blocks() == 0
        print("right")
    """, 8)
    assert out == ["right"]


def test_a_forked_process_makes_its_own_threads():
    out = run("""
        import os
        @nb.njit(parallel=True)
        def total(a):
            s = 0.0
            for i in prange(len(a)):
                s += np.sqrt(a[i])
            return s
        a = np.random.default_rng(1).random(100_000)
        expected = total(a)
        child = os.fork()
        if child == 0:
            os._exit(0 if total(a) == expected else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert total(a) == expected
        print("right")
    """, 4)
    assert out == ["right"]


def test_an_interrupt_reaches_a_long_loop():
    out = run("""
        import os, signal, subprocess, time
        # Whoever runs in the background may ignore it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        @nb.njit(parallel=True)
        def endless(n):
            s = 0.0
            for i in prange(n):
                s += np.sin(i * 1.0)
            return s
        endless(10)
        subprocess.Popen(f"sleep 0.5; date +%s.%N; kill -INT {os.getpid()}", shell=True)
        try:
            endless(10**12)
        except KeyboardInterrupt:
            print(time.time(), flush=True)
    """, 2)
    sent, arrived = map(float, out)
    assert arrived - sent < 1.5


@pytest.mark.parametrize("bounds", [(0,), (5,), (3, 20), (20, 3), (0, 20, 3), (20, 0, -3), (-4, -40, -7), (7, 7)])
def test_bounds_are_those_of_range(bounds):
    @nb.njit(parallel=True)
    def visit(a, start, stop, step):
        total = 0
        for i in prange(start, stop, step):
            a[i] += 1
            total += i
        return total

    @nb.njit(parallel=True)
    def down(a):
        total = 0
        for i in prange(40, 3, -4):
            a[i] += 1
            total += i
        return total

    start, stop, step = (0, *bounds, 1) if len(bounds) == 1 else (*bounds, 1)[:3]
    a, b = np.zeros(50), np.zeros(50)
    assert visit(a, start, stop, step) == visit.py_func(b, start, stop, step)
    assert (a == b).all()
    assert down(a) == down.py_func(b) and (a == b).all()


def test_a_step_of_zero():
    @nb.njit(parallel=True)
    def f(n, step):
        total = 0
        for i in prange(0, n, step):
            total += i
        return total

    with pytest.raises(ValueError, match=r"range\(\) arg 3 must not be zero"):
        f(10, 0)


def test_threads_are_asked_for_within_the_limit():
    limit = nb.get_num_threads()
    for count in (0, -1, limit + 1):
        with pytest.raises(ValueError, match=f"between 1 and {limit}, not {count}"):
            nb.set_num_threads(count)
    with pytest.raises(TypeError):
        nb.set_num_threads(1.5)
    nb.set_num_threads(1)
    assert nb.get_num_threads() == 1
    nb.set_num_threads(limit)
    assert nb.threading_layer() == "rayon" and nb.get_thread_id() == 0


def test_chunk_sizes():
    with nb.parallel_chunksize(8) as before:
        assert before == 0 and nb.get_parallel_chunksize() == 8
    assert nb.get_parallel_chunksize() == 0
    assert nb.set_parallel_chunksize(3) == 0
    assert nb.set_parallel_chunksize(0) == 3
    with pytest.raises(ValueError, match="must be 0 or more, not -1"):
        nb.set_parallel_chunksize(-1)


def test_array_accumulators_have_copies():
    out = run(f"""
        @nb.njit(parallel=True)
        def sums(x, k):
            counts, weights, row = np.zeros(k, np.int64), np.zeros(k), np.zeros((2, 3))
            for i in prange(len(x)):
                b = int(x[i] * k)
                counts[b] += 1
                weights[b] += x[i]
                row += x[i]
            return counts, weights, row
        x = np.random.default_rng(1).random(300_000)
        results = set()
        for count in {COUNTS}:
            nb.set_num_threads(count)
            counts, weights, row = sums(x, 20)
            results.add((counts.tobytes(), weights.tobytes(), row.tobytes()))
        assert len(results) == 1
        expected = np.histogram(x, 20, (0, 1))[0]
        assert (counts == expected).all() and np.allclose(weights.sum(), x.sum()) and np.allclose(row, x.sum())
        print("right")
    """)
    assert out == ["right"]


def test_the_report(capsys):
    @nb.njit(parallel=True)
    def f(a):
        total = 0.0
        counts = np.zeros(3, np.int64)
        for i in prange(len(a)):
            total += a[i]
            counts[int(a[i]) % 3] += 1
        return total, counts

    f(np.ones(4))
    f.parallel_diagnostics(level=2)
    text = capsys.readouterr().out
    assert "f(array(float64, 1d, C))" in text and "for i in prange(len(a)):" in text
    assert "parallel (prange)" in text and "reductions: total (add)" in text and "an array (add)" in text
    page = f.parallel_diagnostics(format="html")
    assert page.startswith("<!doctype html>") and "class='p'" in page
    with pytest.raises(ValueError, match="level"):
        f.parallel_diagnostics(level=5)


def test_threads_have_numbers():
    out = run("""
        @nb.njit(parallel=True)
        def numbers(n, work):
            seen = np.zeros(nb.get_num_threads(), np.int64)
            out = np.empty(n, np.int64)
            for i in prange(n):
                total = 0.0
                for k in range(work):
                    total += np.sin(total + k)
                out[i] = nb.get_thread_id() if total > -1e9 else -1
            for number in out:
                seen[number] += 1
            return seen
        seen = numbers(4000, 200)
        assert len(seen) == 4 and seen.sum() == 4000
        print("right")
    """, 4)
    assert out == ["right"]


def test_bodies_with_loops_of_other_kinds():
    @nb.njit(parallel=True)
    def collatz(n):
        total, longest, start = 0, -1, 0
        for i in prange(1, n):
            k, steps = i, 0
            while k != 1:
                if steps > 1000:
                    break
                k = k // 2 if k % 2 == 0 else 3 * k + 1
                steps += 1
            total += steps
            if steps > longest:
                longest = steps
                start = i
        return total, longest, start

    @nb.njit(parallel=True)
    def triangle(a):
        total = 0.0
        for i in prange(len(a)):
            for j in prange(i):
                total += a[i] * a[j]
        return total

    assert collatz(3000) == collatz.py_func(3000)
    a = np.arange(100.0)
    assert triangle(a) == triangle.py_func(a)


@pytest.mark.parametrize("leave", ["break", "return i"])
def test_a_loop_that_is_left_runs_serially_and_says_so(leave):

    source = (
        "@nb.njit(parallel=True)\n"
        "def f(a):\n"
        "    for i in prange(len(a)):\n"
        "        if a[i] > 5:\n"
        f"            {leave}\n"
        "        a[i] = 1\n"
        "    return -1\n"
    )
    name = f"<left by {leave}>"
    names = executed(source, name, {"nb": nb, "prange": nb.prange})
    a = np.arange(20.0)
    b = a.copy()
    with pytest.warns(nb.errors.NumlirParallelWarning, match="so it runs serially"):
        result = names["f"](a)
    assert result == names["f"].py_func(b)
    assert (a == b).all()


def test_the_report_of_loops_in_other_files():
    @nb.njit(parallel=True)
    def f(a, b):
        return a.sum() + b.sum()

    f(np.ones(1000), np.ones(1000))
    lines = f.py_func.__code__.co_firstlineno
    page = f.parallel_diagnostics(format="html")
    rows = [int(row.split("</td>")[0]) for row in page.split("<tr")[1:] for row in [row.split("<td>")[1]]]
    assert [row for row in rows if lines <= row < lines + 3] == [lines, lines + 1, lines + 2]
    assert len(rows) <= 5

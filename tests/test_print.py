"""What compiled code prints is what CPython prints, and goes where sys.stdout is at the time."""

import contextlib
import io
import sys
import threading

import numpy as np
import pytest
from numlir import njit, prange


@njit
def everything(a, x, s, t):
    print(a, x, s, t)
    print()
    print("x", "y", sep="-", end="!\n")
    print(1.5, True, None, 2j, a[0], a * 2, [1, 2], (1, "q"), sep=", ", flush=True)
    print(a.sum() if x else None, "é", a.reshape(2, 2).T, a[::2], a > 1, sep=None, end=None)
    for i in range(3):
        print("i", i, end="; " if i < 2 else "\n")


@njit
def numbers(x):
    print(x, -x, [x], (x,))


@njit(nogil=True)
def without_gil(n):
    for i in range(n):
        print("line", i)


@njit
def of_caught(x):
    try:
        print(1 // x)
    except ZeroDivisionError as e:
        print("failed:", isinstance(e, ArithmeticError))


def printed(function, *arguments):
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        function(*arguments)
    return output.getvalue()


def test_texts():
    arguments = (np.arange(4.0), 3, "str", (1, 2.5, np.ones(2, np.int32)))
    assert printed(everything, *arguments) == printed(everything.py_func, *arguments)


@pytest.mark.parametrize("x", [0, -7, 2**62, 0.1, 1e300, 1e-7, float("inf"), 3.0, 1 + 2j, -0.0])
def test_numbers(x):
    assert printed(numbers, x) == printed(numbers.py_func, x)


@pytest.mark.parametrize(
    "array", [np.zeros(0), np.arange(2000), np.eye(3, dtype=np.float32), np.array(5), np.ones((2, 2), bool), np.zeros(2, complex)]
)
def test_arrays(array):
    @njit
    def show(a):
        print(a)

    assert printed(show, array) == f"{array}\n"


def test_capture(capsys):
    numbers(1)
    assert capsys.readouterr().out == "1 -1 [1] (1,)\n"


def test_of_caught():
    assert printed(of_caught, 0) == "failed: True\n"
    assert printed(of_caught, 2) == "0\n"


def test_without_the_gil():
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        threads = [threading.Thread(target=without_gil, args=(50,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    lines = output.getvalue().splitlines()
    assert sorted(lines) == sorted(f"line {i}" for i in range(50) for _ in range(4))


@njit(parallel=True)
def in_parallel(n):
    total = 0
    for i in prange(n):
        print("iteration", i)
        total += i
    return total


def test_in_a_parallel_loop():
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        total = in_parallel(3000)
    assert total == sum(range(3000))
    assert sorted(output.getvalue().splitlines()) == sorted(f"iteration {i}" for i in range(3000))


def test_output_that_fails_or_is_none(monkeypatch):
    class Closed:
        def write(self, text):
            raise ValueError("closed")

    monkeypatch.setattr(sys, "stdout", Closed())
    with pytest.raises(OSError, match="cannot write to sys.stdout"):
        numbers(1)
    monkeypatch.setattr(sys, "stdout", None)
    numbers(1)


def test_containers_and_instances(capfd):
    import numlir as nb
    from numlir.experimental import jitclass

    @jitclass([("x", nb.int64)])
    class Shown:
        def __init__(self, x):
            self.x = x

        def __str__(self):
            return "<" + str(self.x) + ">"

    @njit
    def f(items):
        d = {1: "one", 2: "two"}
        print("d:", d, {"k": [1, 2]}, sep="|", end="!\n")
        print(items, Shown(3), 2.5, ())

    f(nb.typed.List([1.5, 2.5]))
    assert capfd.readouterr().out == "d:|{1: 'one', 2: 'two'}|{'k': [1, 2]}!\n[1.5, 2.5] <3> 2.5 ()\n"

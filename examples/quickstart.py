"""Eight functions over NumPy arrays, compiled by numlir and compared with plain Python."""

import math
import time

import numpy as np

import numlir as nb


@nb.njit
def sum_squares(a):
    total = 0.0
    for i in range(len(a)):
        total += a[i] * a[i]
    return total


@nb.njit
def clip_in_place(a, low, high):
    for i in range(a.shape[0]):
        if a[i] < low:
            a[i] = low
        elif a[i] > high:
            a[i] = high
    return a


@nb.njit
def matrix_product(a, b):
    rows, inner = a.shape
    columns = b.shape[1]
    product = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            total = 0.0
            for k in range(inner):
                total += a[i, k] * b[k, j]
            product[i, j] = total
    return product


@nb.njit
def extent(a):
    low, high = a[0], a[0]
    for i in range(1, a.size):
        low, high = min(low, a[i]), max(high, a[i])
    return low, high


@nb.njit
def primes_below(n):
    composite = np.zeros(n, np.bool_)
    count = 0
    for candidate in range(2, n):
        if composite[candidate]:
            continue
        count += 1
        for multiple in range(candidate * candidate, n, candidate):
            composite[multiple] = True
    return count


@nb.njit
def escape_time(c, limit):
    z = 0j
    for step in range(limit):
        if abs(z) > 2:
            return step
        z = z * z + c
    return limit


@nb.njit
def mandelbrot(width, height, limit=50):
    image = np.empty((height, width), np.int64)
    for row in range(height):
        for column in range(width):
            c = complex(3 * column / width - 2, 2 * row / height - 1)
            image[row, column] = escape_time(c, limit)
    return image


@nb.njit
def great_circle(latitudes, longitudes):
    """The longest step of a route, in kilometres, by the haversine formula."""

    def radians(degrees):
        return degrees * math.pi / 180

    longest = 0.0
    for i in range(1, len(latitudes)):
        here, there = radians(latitudes[i - 1]), radians(latitudes[i])
        across = radians(longitudes[i] - longitudes[i - 1])
        h = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(across / 2) ** 2
        longest = max(longest, 2 * 6371 * math.asin(math.sqrt(h)))
    return longest


def examples():
    """Functions, each with arguments for one call."""
    random = np.random.default_rng(0)
    numbers = random.normal(size=200_000)
    square = random.normal(size=(96, 96))
    return [
        (sum_squares, (numbers,)),
        (clip_in_place, (numbers.copy(), -1.0, 1.0)),
        (matrix_product, (square, square.T)),
        (extent, (numbers,)),
        (primes_below, (300_000,)),
        (escape_time, (-0.5 + 0.5j, 50_000)),
        (mandelbrot, (120, 80)),
        (great_circle, (random.uniform(-90, 90, 50_000), random.uniform(-180, 180, 50_000))),
    ]


def plain(function):
    """The same function run by Python, and the functions it calls too."""
    namespace = function.py_func.__globals__
    compiled = {name: value for name, value in namespace.items() if hasattr(value, "py_func")}

    def run(*arguments):
        namespace.update({name: value.py_func for name, value in compiled.items()})
        try:
            return function.py_func(*arguments)
        finally:
            namespace.update(compiled)

    return run


def timed(function, arguments):
    """The result of a call, and its duration in seconds."""
    started = time.perf_counter()
    result = function(*arguments)
    return result, time.perf_counter() - started


def brief(value):
    if isinstance(value, np.ndarray):
        return f"{value.dtype} array of shape {value.shape}, sum {value.sum():.6g}"
    if isinstance(value, tuple):
        return "(" + ", ".join(brief(element) for element in value) + ")"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def main():
    print(f"numlir {nb.__version__}, NumPy {np.__version__}\n")
    rows, wrong = [], []
    for function, arguments in examples():
        expected, python_time = timed(plain(function), arguments)
        result, first_time = timed(function, arguments)
        best = min(timed(function, arguments)[1] for _ in range(5))
        print(f"{function.__name__}{function.nopython_signatures[0]}")
        print(f"    = {brief(result)}")
        if not np.allclose(result, expected, rtol=1e-9):
            wrong.append(function.__name__)
            print(f"    but Python says {brief(expected)}")
        rows.append((function.__name__, first_time, best, python_time))

    print(f"\n{'':16}{'first call':>12}{'later calls':>13}{'Python':>12}{'speed-up':>10}")
    for name, first, best, python in rows:
        print(f"{name:16}{first * 1e3:9.1f} ms{best * 1e3:10.3f} ms{python * 1e3:9.1f} ms{python / best:9.0f}x")
    if wrong:
        raise SystemExit(f"\nresults differ from Python's: {', '.join(wrong)}")
    print("\nAll answers equal those of plain Python.")


if __name__ == "__main__":
    main()

"""Newton's method with a function and its derivative."""

from numlir import njit


@njit
def value(x):
    return x**3 - 2 * x - 5


@njit
def slope(x):
    return 3 * x**2 - 2


@njit
def newton(g, dg, x, tolerance=1e-12, limit=50):
    for i in range(limit):
        step = g(x) / dg(x)
        x -= step
        if abs(step) < tolerance:
            return x, i
    raise RuntimeError("no convergence")


@njit
def f(x):
    return newton(value, slope, x)


TOLERANCE = 1e-12
CASES = [(2.0,), (3.0,), (-10.0,)]

"""The classical Runge-Kutta method with the derivative as an argument."""

import math

from numlir import njit

TOLERANCE = 1e-13


@njit
def oscillator(t, x, v):
    return v, -x - 0.1 * v + 0.5 * math.sin(t)


@njit
def step(g, t, x, v, h):
    a1, b1 = g(t, x, v)
    a2, b2 = g(t + h / 2, x + h / 2 * a1, v + h / 2 * b1)
    a3, b3 = g(t + h / 2, x + h / 2 * a2, v + h / 2 * b2)
    a4, b4 = g(t + h, x + h * a3, v + h * b3)
    return x + h / 6 * (a1 + 2 * a2 + 2 * a3 + a4), v + h / 6 * (b1 + 2 * b2 + 2 * b3 + b4)


@njit
def f(x, v, h, n):
    t = 0.0
    for i in range(n):
        x, v = step(oscillator, t, x, v, h)
        t += h
    return x, v


CASES = [(1.0, 0.0, 0.1, 50), (0.0, 1.0, 0.01, 10)]

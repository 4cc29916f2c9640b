"""A linear congruential generator in a small array of state."""

import numpy as np

from numlir import njit


@njit
def draw(state):
    state[0] = (state[0] * 1103515245 + 12345) % 2147483648
    return state[0] / 2147483648


@njit
def f(seed, n):
    state = np.full(1, seed)
    inside = 0
    for _ in range(n):
        x = draw(state)
        y = draw(state)
        if x * x + y * y <= 1.0:
            inside += 1
    return 4 * inside / n, state[0]


CASES = [(1, 100), (42, 500)]

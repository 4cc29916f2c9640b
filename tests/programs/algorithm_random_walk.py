"""Boundaries hit by a deterministic walk with state in a closure's table."""

import numpy as np

from numlir import njit

MOVES = np.array([[1, 0], [0, 1], [-1, 0], [0, -1]])


@njit
def f(n, size):
    x = y = 0
    direction = 0
    grid = np.zeros((size, size), np.int8)
    for step in range(n):
        if grid[x, y]:
            direction = (direction + 1) % 4
        else:
            direction = (direction - 1) % 4
        grid[x, y] = 1 - grid[x, y]
        x = (x + MOVES[direction, 0]) % size
        y = (y + MOVES[direction, 1]) % size
    return x, y, direction, grid


CASES = [(0, 3), (10, 3), (100, 5)]

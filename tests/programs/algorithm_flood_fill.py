"""Flood fill with an explicit stack in an array."""

import numpy as np

from numlir import njit


@njit
def f(grid, i, j, colour):
    old = grid[i, j]
    if old == colour:
        return 0
    rows, cols = grid.shape
    stack = np.empty((rows * cols * 4 + 1, 2), np.int64)
    top = 1
    stack[0, 0], stack[0, 1] = i, j
    filled = 0
    while top:
        top -= 1
        i, j = stack[top, 0], stack[top, 1]
        if not (0 <= i < rows and 0 <= j < cols) or grid[i, j] != old:
            continue
        grid[i, j] = colour
        filled += 1
        for di, dj in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            stack[top, 0] = i + di
            stack[top, 1] = j + dj
            top += 1
    return filled


GRID = np.array([[1, 1, 0], [0, 1, 0], [1, 0, 0]])
CASES = [(GRID, 0, 0, 5), (GRID, 2, 2, 7), (GRID.T, 2, 0, 9), (GRID, 0, 0, 1)]

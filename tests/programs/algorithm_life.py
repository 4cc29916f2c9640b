"""A step of the game of life on a torus."""

import numpy as np

from numlir import njit


@njit
def f(grid):
    rows, cols = grid.shape
    out = np.zeros((rows, cols), np.uint8)
    for i in range(rows):
        for j in range(cols):
            alive = 0
            for di in range(-1, 2):
                for dj in (-1, 0, 1):
                    if di == 0 and dj == 0:
                        continue
                    alive += grid[(i + di) % rows, (j + dj) % cols]
            if alive == 3 or (grid[i, j] and alive == 2):
                out[i, j] = 1
    return out


GLIDER = np.zeros((6, 6), np.uint8)
GLIDER[0, 1] = GLIDER[1, 2] = GLIDER[2, 0] = GLIDER[2, 1] = GLIDER[2, 2] = 1
CASES = [(GLIDER,), (GLIDER.T,), (np.ones((3, 3), np.uint8),)]

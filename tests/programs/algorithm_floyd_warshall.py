"""All shortest paths."""

import numpy as np

from numlir import njit


@njit
def f(d):
    n = d.shape[0]
    for k in range(n):
        for i in range(n):
            for j in range(n):
                through = d[i, k] + d[k, j]
                if through < d[i, j]:
                    d[i, j] = through
    return d[0, n - 1]


INF = float("inf")
CASES = [(np.array([[0, 3, INF, 7], [8, 0, 2, INF], [5, INF, 0, 1], [2, INF, INF, 0]]),), (np.array([[0, 3, 9], [1, 0, 2], [9, 9, 0]]),)]

"""A step of k-means."""

import numpy as np

from numlir import njit

TOLERANCE = 1e-14


@njit
def f(points, centres):
    n, dims = points.shape
    k = centres.shape[0]
    labels = np.empty(n, np.int64)
    sums = np.zeros((k, dims))
    counts = np.zeros(k, np.int64)
    for i in range(n):
        best = np.inf
        for c in range(k):
            d = 0.0
            for j in range(dims):
                d += (points[i, j] - centres[c, j]) ** 2
            if d < best:
                best = d
                labels[i] = c
        counts[labels[i]] += 1
        for j in range(dims):
            sums[labels[i], j] += points[i, j]
    for c in range(k):
        if counts[c] > 0:
            for j in range(dims):
                centres[c, j] = sums[c, j] / counts[c]
    return labels, counts


POINTS = np.array([[0.0, 0.1], [0.2, 0.0], [5.0, 5.1], [5.2, 4.9], [0.1, 0.3]])
CASES = [(POINTS, np.array([[1.0, 1.0], [4.0, 4.0]])), (POINTS.astype(np.float32), np.array([[9.0, 9.0], [0.0, 0.0], [5.0, 5.0]]))]

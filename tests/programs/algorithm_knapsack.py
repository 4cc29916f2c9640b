"""Knapsack by dynamic programming."""

import numpy as np

from numlir import njit


@njit
def f(values, weights, capacity):
    best = np.zeros(capacity + 1, np.int64)
    for i in range(len(values)):
        for c in range(capacity, weights[i] - 1, -1):
            candidate = best[c - weights[i]] + values[i]
            if candidate > best[c]:
                best[c] = candidate
    return best[capacity], best


CASES = [(np.array([60, 100, 120]), np.array([1, 2, 3]), 5), (np.array([10, 40, 30, 50]), np.array([5, 4, 6, 3]), 10), (np.array([1]), np.array([9]), 3)]

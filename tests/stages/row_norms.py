# f(float64[:, ::1])
import numpy as np


def f(arr):
    rows, cols = arr.shape
    result = np.empty(rows)
    for i in range(rows):
        total = 0.0
        for j in range(cols):
            total += arr[i, j] ** 2
        result[i] = total**0.5
    return result

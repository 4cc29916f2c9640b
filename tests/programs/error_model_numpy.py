"""error_model="numpy" divides as IEEE says."""

from numlir import njit


@njit(error_model="numpy")
def f(a, b):
    return a / b


CASES = [(1.0, 2.0), (1.0, 0.0), (-1.0, 0.0), (0.0, 0.0), (3, 2)]
EXPECTED = [0.5, float("inf"), float("-inf"), float("nan"), 1.5]

"""Bisection."""

from numlir import njit


@njit
def poly(x):
    return x * x * x - x - 2.0


@njit
def f(lo, hi):
    if poly(lo) * poly(hi) > 0:
        raise ValueError("no change of sign")
    n = 0
    while hi - lo > 1e-10:
        mid = (lo + hi) / 2
        if poly(lo) * poly(mid) <= 0:
            hi = mid
        else:
            lo = mid
        n += 1
    return (lo + hi) / 2, n


CASES = [(1.0, 2.0), (-5.0, 5.0), (2.0, 3.0)]

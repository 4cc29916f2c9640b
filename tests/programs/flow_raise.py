"""Builtin exceptions with constant arguments."""

from numlir import njit


@njit
def f(n):
    if n == 0:
        raise ValueError("n is zero")
    if n == 1:
        raise TypeError
    if n == 2:
        raise RuntimeError()
    if n == 3:
        raise KeyError(7)
    if n == 4:
        raise OverflowError("too", "many", 3)
    if n == 5:
        raise NotImplementedError("later")
    if n == 6:
        raise IndexError("no such row")
    if n == 7:
        raise ArithmeticError(2.5)
    if n == 8:
        raise StopIteration
    return n


CASES = [(i,) for i in range(10)]

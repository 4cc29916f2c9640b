"""Strings that choose, and that go through functions."""

from numlir import njit


@njit
def name(n):
    if n == 0:
        return "zero"
    return "odd" if n % 2 else "even"


@njit
def f(mode, n):
    words = [name(i) for i in range(n)]
    if mode == "join":
        return ",".join(words), 1
    elif mode == "last":
        return words[-1], 2
    assert mode != "bad", f"mode {mode!r} is bad"
    raise KeyError(mode, n, (1.5, mode + "?"))


CASES = [("join", 4), ("last", 3), ("bad", 1), ("other", 2)]

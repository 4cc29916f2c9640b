"""Functions reached through a factory and through other names."""

from numlir import njit


@njit
def helper(x):
    return x + 1


other_name = helper


@njit
def f(x):
    local = helper
    return other_name(x), local(x), helper(other_name(local(x)))


CASES = [(1,), (2.5,)]

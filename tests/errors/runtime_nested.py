# Expected: ValueError. The traceback goes from f through middle to check.

from numlir import njit

EXPECT = "ValueError"


@njit
def check(x):
    if x < 0:
        raise ValueError("negative", -1)
    return x


@njit
def middle(x):
    y = check(x)
    return y + 1


@njit
def f(x):
    return middle(x) * 2


CASES = [(-1.0,)]

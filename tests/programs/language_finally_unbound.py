"""A local that `finally` reads, without a value on the way of an error that nothing handles."""

from numlir import njit


@njit
def f(x):
    try:
        r = 10 // x
    except ZeroDivisionError:
        r = -1
    else:
        r += 100
    finally:
        r *= 2
    return r


CASES = [(0,), (3,), (-4,)]

"""Inside try, a local that has no value on any way to its use."""

from numlir import njit


@njit
def f(n):
    caught = 0
    for i in range(n):
        try:
            for j in range(i):
                b = b + "x"
        except ValueError:
            caught += 1
    try:
        for j in range(n):
            c = [*c, j]
    except UnboundLocalError:
        caught += 100
    return caught


CASES = [(0,), (1,), (3,)]

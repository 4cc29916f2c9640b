"""Lists that are one in compiled code are one outside."""

from numlir import njit


@njit
def f(x):
    y = [1, 2]
    z = [y, y]
    z[0].append(3)
    x.append(4)
    return z, (y, y), x


CASES = [([1],)]

"""Errors of lists leave what was done before."""

from numlir import njit


@njit
def f(x, k):
    x.append(10)
    if k == 0:
        return x.pop(100)
    if k == 1:
        x.remove(77)
    if k == 2:
        return x.index(77)
    if k == 3:
        x[50] = 1
    if k == 4:
        del x[50]
    if k == 5:
        x[::2] = [1]
    if k == 6:
        raise ValueError("bad", k, x[0] * 0.5)
    return x[0]


CASES = [([1, 2], k) for k in range(8)]

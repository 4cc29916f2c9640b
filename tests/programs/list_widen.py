"""A list of ints that a float is put into was a list of floats from the beginning."""

from numlir import njit


@njit
def f(n):
    a = [0] * n
    if n > 1:
        a[1] = 2.5
    b = [1]
    b.append(0.5)
    c = [1, 2.5, 3]
    d = list(range(n))
    d.append(1j)
    e = [1] + [0.5]
    return sum(a), b[0] + b[1], c[0], len(d), e[0], a[0] if n > 0 else -1.0


CASES = [(0,), (1,), (4,)]
EXPECTED = [(0.0, 1.5, 1.0, 1, 1.0, -1.0), (0.0, 1.5, 1.0, 2, 1.0, 0.0), (2.5, 1.5, 1.0, 5, 1.0, 0.0)]

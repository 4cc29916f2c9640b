"""What an empty list holds is known from what is done with it anywhere."""

from numlir import njit


@njit
def fill(target, n):
    for i in range(n):
        target.append(i * 0.5)


@njit
def fresh():
    return []


@njit
def last_or(values, default):
    if values:
        return values[-1]
    return default


@njit
def f(n):
    a = []
    fill(a, n)
    b = fresh()
    b.append(n)
    c = a if n > 1 else []
    d = []
    e = d
    e.extend((1, 2))
    stack = []
    total = 0
    k = n
    while k > 0:
        if stack:
            total += stack[-1]
        stack.append(k)
        k -= 1
    nothing = []
    table = []
    for i in range(n):
        row = []
        table.append(row)
        row.append(i)
    g = []
    g += [n > 2]
    h = list()
    h.insert(0, (n, 1.5))
    s = []
    s[:] = [3, 4]
    t = [[], [1]]
    t[0].append(n)
    return a, b, c, d, e, total, len(nothing), table, g, h, s, t, last_or(a, 9.5), last_or([], 1.5)


CASES = [(0,), (1,), (2,), (5,)]

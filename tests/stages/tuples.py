# f(int64, float64)
def f(i, x):
    t = (x, 2.0, 3)
    head, *tail = t
    s = sum(tail) + head
    u = (1, 2, 3)
    return u[i], s, (i, x) < (1, 2.5), i in u, t + tail

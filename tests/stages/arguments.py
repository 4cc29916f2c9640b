# f(float64, int64)
def g(a, b=2, *rest, scale=1.5):
    return (a + b + len(rest)) * scale


def f(x, n):
    t = (1, 2.0, n)
    return g(x), g(x, n), g(x, *t), g(b=n, a=x, scale=2.0)

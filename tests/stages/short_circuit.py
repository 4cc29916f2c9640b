# f(float64, int64, int64)
def f(x, n, m):
    if 0 < n <= m and not x > 1.0 or m == 7:
        return n or m
    return x and 0.5

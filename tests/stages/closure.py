# f(int64, float64)
def f(n, x):
    def step(y, count=2):
        return y / count + x

    total = x
    for _ in range(n):
        total = step(total)
    return total

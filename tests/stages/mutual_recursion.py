# f(int64)
def f(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else f(n - 1)

def kept(x):
    f = lambda: x
    x = 2
    return f()

def renewed(n):
    s = 0
    for i in range(n):
        f = lambda: i
        s += f()
    return s + f()

def in_loop(n):
    f = lambda: i
    for i in range(n):
        n += f()
    return n

def copied(x):
    def g():
        return x
    h = g
    x += 1
    return g(), h()

def not_used(x):
    f = lambda: x
    y = f()
    x = 2
    return x + y

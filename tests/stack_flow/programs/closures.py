def by_reference(n):
    def show():
        return x
    x = 1
    a = show()
    x = n
    return a, show()
#: by_reference(5)

def recursive(n):
    def fact(k):
        return 1 if k < 2 else k * fact(k - 1)
    return fact(n)
#: recursive(6)

def siblings(n):
    def double(x):
        return x + x
    def four(x):
        return double(double(x)) + n
    n = n + 1
    return four(n)
#: siblings(3)

def later_sibling(n):
    def first(x):
        return second(x) + 1
    def second(x):
        return x * n
    return first(n)
#: later_sibling(4)

def deep(n):
    def outer(a):
        def inner(b):
            if b == 0:
                return outer(a - 1) if a else 0
            return n + a + b + inner(b - 1)
        return inner(a)
    return outer(n)
#: deep(2)

def defaults(n):
    def f(a, b=n, *, c=n + 1):
        return a, b, c
    n = 100
    return f(1), f(1, 2), f(1, c=3), f(b=4, a=5)
#: defaults(7)

def chosen(c):
    if c:
        def f(x):
            return x + c
    else:
        def f(x):
            return -x
    return f(3)
#: chosen(0)
#: chosen(2)

def undefined(c):
    if c:
        def f(x):
            return x
    return f(c)
#: undefined(0)
#: undefined(1)

def lambdas(n):
    add = lambda x, y=n: x + y
    return add(1), add(1, 2), [(lambda: i * n)() for i in range(3)], (lambda *a, k=2: (a, k))(1, 2)
#: lambdas(5)

def in_comprehension(n):
    def f(x):
        return x + i
    i = 10
    return [f(i) for i in range(n)], i
#: in_comprehension(3)

def in_loop(n):
    out = []
    for i in range(n):
        def f(x):
            return x * i
        out.append(f(2))
        if i > 1:
            out.append(f(3))
    return out, f(1)
#: in_loop(4)
#: in_loop(0)

def passed(n):
    def apply(g, v):
        return g(g(v))
    def add(v):
        return v + n
    return apply(add, 1), apply(lambda v: v * n, 1)
#: passed(4)

def conditional_defaults(c):
    if c:
        def f(x, y=c):
            return x, y
    for i in range(2):
        match c:
            case (a, 3) | (3, a):
                c = a
            case _:
                pass
    return f(c)
#: conditional_defaults(0)
#: conditional_defaults((3, 1))
#: conditional_defaults((1, 3))
#: conditional_defaults(5)

def comprehension_target(n):
    a = [0, n]
    b = [a[0] for a[(lambda: n - n)()] in range(n)]
    return a, b
#: comprehension_target(3)

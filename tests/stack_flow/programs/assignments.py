def say(value):
    print("say", value)
    return value

def order(a):
    a[say(0)] = say(7)
    a[say(1)] += say(3)
    a[say(0)], a[say(1)] = say(5), say(6)
    x = y = a[say(2)] = say(9)
    return a, x, y
#: order([1, 2, 3])

def unpacking(v):
    a, (b, *c), d = v
    [e, f] = d
    *g, h = c
    (i,) = [h]
    return a, b, c, e, f, g, h, i
#: unpacking((1, (2, 3, 4), "xy"))
#: unpacking((1, (2,), "xy"))
#: unpacking((1, (2, 3), "xyz"))
#: unpacking((1, 2, "xy"))

def same_name(v):
    a, a = v, v + 1
    b = b2 = a
    b, c = b2, b
    return a, b, c
#: same_name(1)

def stars(a, b):
    return [*a, 0, *b], (*a,), {*a, *b}, len([*a])
#: stars([1, 2], (3, 1))

def calls(a):
    def f(x, y=2, *rest, k=3, **more):
        return x, y, rest, k
    return 0
#: calls(1)

def star_calls(a):
    def f(x, y=2, *rest, k=3):
        return x, y, rest, k
    return f(1), f(*a), f(1, *a, k=0), f(y=5, x=6)
#: star_calls([7, 8, 9])
#: star_calls([])

def slices(a):
    return a[1:], a[:1], a[:], a[1:2], a[0]
#: slices([1, 2, 3])

def deletes(n):
    x = 1
    if n:
        del x
    a = [1, 2, 3]
    del a[0], a[0]
    return x, a
#: deletes(0)
#: deletes(1)

def maybe(n):
    if n > 1:
        v = n
    if n > 2:
        return v + v
    if n == 0:
        v = "late"
    return v
#: maybe(0)
#: maybe(1)
#: maybe(2)
#: maybe(3)

def after_loop(items):
    for i in items:
        pass
    return i
#: after_loop([])
#: after_loop([1, 2])

def in_loop(n):
    out = []
    for i in range(n):
        if i:
            out.append(last)
            del last
        if i != 2:
            last = i
    return out
#: in_loop(2)
#: in_loop(3)
#: in_loop(4)

def strings(a, b):
    return f"{a}-{b!r}" + f"{a}" + f"" + f"{b=} x"
#: strings(1, "t")

def annotated(n):
    x: int = n
    y: int
    if n:
        y = 2
    return x, y
#: annotated(1)
#: annotated(0)

def copies(n):
    a = n
    if n:
        a = a
    else:
        b = a
        a = b
    for _ in range(n):
        a = a
    return a
#: copies(0)
#: copies(2)

def generator(n):
    yield n
    x = yield from n
    return (i for i in range(n))

async def coroutine(n):
    await n
    async for i in n:
        pass
    async with n as m:
        pass
    return m, [j async for j in n]

def statements(n):
    global g
    import numpy as np
    from os import *
    class C:
        pass
    with n as m, np:
        k = m
    g = k
    del g, n.a
    try:
        pass
    except* ValueError:
        pass
    return C, {**n}

def nested(n):
    @n
    def f():
        nonlocal k
        k = 1
        return n
    def a():
        return b()
    def b():
        return a()
    k = 2
    return f, a

def patterns(n):
    match n:
        case {"a": 1}:
            pass
        case C(x, 1):
            pass
        case [{**rest}, *_, {"b": k}]:
            pass
    return "\ud800"

def once(n):
    try:
        n = n[0]
    finally:
        with n:
            pass

def before(n):
    print(x)
    x = n
    return x

def deleted(n):
    x = n
    del x
    return x

def after_handler(n):
    try:
        raise n
    except ValueError as e:
        pass
    return e

def in_all_ways(n):
    if n:
        n = 1
    return y + y
    y = 1

def twice_deleted(n):
    del n
    del n

def fine(n):
    if n:
        z = 1
    return z

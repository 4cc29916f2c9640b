def conditions(a, b, c):
    if a and b or not c:
        return 1
    return a < b < c

def loop(a):
    s = 0
    for i in range(len(a)):
        if a[i] < 0:
            continue
        s += a[i]
    return s

def both(a):
    while a:
        for x in a:
            if x:
                break
        else:
            a = x
    return a

def maybe(n):
    if n:
        v = n
    return v + v

def guarded(a):
    for i in a:
        try:
            x = a[i]
        except IndexError:
            x = None
        finally:
            a.close()
    return x

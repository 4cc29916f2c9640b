# f(int64[:])
def f(a):
    for x in a:
        if x > 3:
            found = x
    return found

# f(int32[:])
def f(a):
    for i, x in enumerate(a):
        if x < 0:
            break
    else:
        return -1
    return i

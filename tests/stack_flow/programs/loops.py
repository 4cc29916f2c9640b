def sums(n):
    s = 0
    for i in range(n):
        for j in range(i):
            s += i * j
        s -= i
    return s
#: sums(0)
#: sums(5)

def for_else(items, wanted):
    for place, item in items:
        if item == wanted:
            break
    else:
        place = -1
    return place
#: for_else([(0, 5), (1, 6)], 6)
#: for_else([(0, 5), (1, 6)], 7)
#: for_else([], 7)

def while_else(n, stop):
    while n > 0:
        n -= 2
        if n == stop:
            break
        if n == 4:
            continue
        print(n)
    else:
        return "end", n
    return "stop", n
#: while_else(9, 3)
#: while_else(9, 100)
#: while_else(8, 0)

def nested_exits(n, m):
    out = []
    for i in range(n):
        if i == 1:
            continue
        for j in range(m):
            if j == 3:
                break
            if i == 4:
                return out, "early"
            if j % 2:
                continue
            out.append((i, j))
        else:
            out.append("full")
            continue
        out.append("broken")
    return out, "done"
#: nested_exits(3, 2)
#: nested_exits(3, 5)
#: nested_exits(6, 5)

def loop_variable(items):
    i = -1
    for i in items:
        pass
    for i in range(i):
        items = i
    return i, items
#: loop_variable([])
#: loop_variable([3, 4])
#: loop_variable([0])

def swap(a, b, n):
    while n:
        a, b = b, a + b
        n -= 1
    a, b, n = n, a, b
    return a, b, n
#: swap(0, 1, 0)
#: swap(0, 1, 9)

def lost_copy(n):
    x = 0
    y = 10
    while x < n:
        z = x
        x = y
        y = z + 1
    return x, y
#: lost_copy(0)
#: lost_copy(5)
#: lost_copy(11)

def infinite(n):
    k = 0
    while True:
        k += 1
        if k > n:
            break
        while True:
            if k % 3 == 0:
                break
            if k > 100:
                return -1
            k += 1
    return k
#: infinite(0)
#: infinite(10)

def break_in_else(n):
    for i in range(n):
        for j in range(i):
            if j == 2:
                break
        else:
            if i == 2:
                break
            continue
        return "inner"
    return "outer", i
#: break_in_else(2)
#: break_in_else(5)

def start_with_while(n):
    while n > 3:
        n //= 2
    return n
#: start_with_while(40)
#: start_with_while(2)

def comprehensions(n):
    i = "kept"
    a = [i * j for i in range(n) if i % 2 for j in range(i) if j]
    b = {i % 3 for i in range(n)}
    c = {i: [k for k in range(i)] for i in range(n) if i != 1}
    d = [[i for i in range(i)] for i in range(3)]
    e = [(i, x, y) for i, (x, *y) in [(1, (2, 3, 4)), (5, (6,))]]
    return a, b, c, d, e, i
#: comprehensions(0)
#: comprehensions(5)

def long_condition(a):
    while a and a[0] and not (a[0] > 5 or a[0] == 3):
        del a[0]
    return a
#: long_condition([1, 2, 3, 4])
#: long_condition([1, 0])
#: long_condition([1])
#: long_condition([1, 6])

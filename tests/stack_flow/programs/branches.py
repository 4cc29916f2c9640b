def say(value):
    print("say", value)
    return value

def elif_chain(n):
    if n < 0:
        r = "neg"
    elif n == 0:
        r = "zero"
    elif n < 10:
        if n % 2:
            r = "odd"
        else:
            r = "even"
    else:
        r = "big"
    return r
#: elif_chain(-1)
#: elif_chain(0)
#: elif_chain(3)
#: elif_chain(4)
#: elif_chain(40)

def early(n):
    if n == 1:
        return "one"
    if n == 2:
        if n:
            return "two"
        return "never"
    return None
#: early(1)
#: early(2)
#: early(3)

def short_circuit(a, b, c):
    if say(a) and say(b) or say(c):
        print("yes")
    if not (say(a) or say(b)) and not say(c):
        print("no")
    while say(a) and (say(b) or not c):
        a = b = 0
        c = 1
    return a and b, a or c, not a, a and b or c
#: short_circuit(0, 1, 2)
#: short_circuit(1, 0, 2)
#: short_circuit(1, 2, 0)
#: short_circuit(0, 0, 0)

def bool_values(a, b):
    x = say(a) or say(b)
    y = say(a) and say(b) and say("last")
    z = not say(a)
    return x, y, z, a == b and b
#: bool_values(0, [])
#: bool_values(3, "")
#: bool_values("s", 4)

def chains(a, b, c, d):
    first = say(a) < say(b) <= say(c)
    second = say(a) < say(b) < say(c) != say(d)
    if say(a) < say(b) < say(c) < say(d):
        third = 1
    else:
        third = 0
    fourth = not a < b < c
    fifth = a if a < b < c else d
    return first, second, third, fourth, fifth
#: chains(1, 2, 3, 4)
#: chains(1, 0, 3, 4)
#: chains(1, 2, 1, 4)
#: chains(1, 2, 3, 3)

def ternaries(a, b):
    x = say(1) if a else say(2) if b else say(3)
    y = [p if p > a else -p for p in range(4) if (p if b else 1)]
    return x, y, (lambda q: q if q else None)(a)
#: ternaries(0, 0)
#: ternaries(0, 1)
#: ternaries(2, 0)

def constants(n):
    if True:
        n += 1
    if False:
        n += 100
    if not 0:
        n += 10
    if "" or n:
        n += 1000
    while 1:
        n += 1
        if n % 7 == 0:
            return n
#: constants(1)
#: constants(5)

def asserts(n, m):
    assert n
    assert n > 1, say("small")
    assert n < m, (n, m)
    return n
#: asserts(0, 1)
#: asserts(1, 1)
#: asserts(2, 1)
#: asserts(2, 3)

def walrus(items):
    if (n := len(items)) > 2 and (m := items[0]):
        r = n + m
    else:
        r = -n
    found = [last := v for v in items if (w := v + 1) > 1]
    return r, n, found, last, w
#: walrus([5, 6, 7])
#: walrus([5])
#: walrus([0, 1, 2])

def matches(s):
    match s:
        case 0 | 1:
            return "small"
        case "a":
            return "letter"
        case None:
            return "none"
        case True:
            return "never"
        case (x, 1):
            r = x
        case (x, (y, z)) if y > z:
            r = x + y
        case [1, 2 | 3 as y, _]:
            r = y
        case n if say(n):
            r = "guard"
        case _:
            r = "rest"
    return r
#: matches(0)
#: matches(1)
#: matches("a")
#: matches(None)
#: matches((4, 1))
#: matches((4, (5, 2)))
#: matches((4, (2, 5)))
#: matches([1, 3, 9])
#: matches([1, 4, 9])
#: matches("")
#: matches(7)

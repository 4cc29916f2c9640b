def handler(a, i):
    try:
        v = a[i]
    except IndexError:
        v = "index"
    except (TypeError, KeyError) as e:
        v = "type"
    else:
        v = v + 1
    return v
#: handler([1, 2], 1)
#: handler([1, 2], 5)
#: handler([1, 2], "x")
#: handler({}, 5)
#: handler(["s"], 0)

def finals(n):
    out = []
    try:
        out.append(1)
        if n == 0:
            return out
        if n == 1:
            out[7] = 0
        if n == 2:
            raise ValueError("two")
    except ValueError as e:
        out.append(str(e))
        if n == 3:
            return out
    finally:
        out.append("end")
        print(out)
    return out
#: finals(0)
#: finals(1)
#: finals(2)
#: finals(9)

def loops(n):
    out = []
    for i in range(n):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            out.append(10 // (i - 2))
        except ZeroDivisionError:
            out.append("zero")
            continue
        finally:
            out.append(i)
    else:
        out.append("else")
    return out
#: loops(2)
#: loops(3)
#: loops(6)

def finally_overrides(n):
    for i in range(3):
        try:
            if n == 0:
                return "try"
            if n == 1:
                raise ValueError
        finally:
            if n < 2:
                break
            if n == 2:
                return "finally"
    return "after", i
#: finally_overrides(0)
#: finally_overrides(1)
#: finally_overrides(2)
#: finally_overrides(3)

def nested(n):
    try:
        try:
            if n == 1:
                raise KeyError("k")
            if n == 2:
                raise IndexError("i")
            r = "none"
        except KeyError as e:
            r = "inner"
            raise ValueError("from inner")
        finally:
            print("finally", n)
    except ValueError as e:
        r = r + str(e)
    except IndexError:
        r = "outer"
    return r
#: nested(0)
#: nested(1)
#: nested(2)

def reraised(n):
    try:
        try:
            return 10 // n
        except ZeroDivisionError as e:
            print("seen")
            raise
    except ArithmeticError as e:
        return "caught", str(e) == ""
#: reraised(5)

def unbound_after(n):
    e = text = "before"
    try:
        if n < 5:
            raise ValueError("v")
    except ValueError as e:
        text = str(e)
        if n:
            e = 5
    try:
        return e
    except UnboundLocalError:
        return text
#: unbound_after(0)
#: unbound_after(1)
#: unbound_after(5)

def partial(a):
    try:
        x = a[0]
        y = a[1]
        x = a[2]
        z = a[3]
    except IndexError:
        pass
    try:
        return x, y, z
    except NameError:
        pass
    try:
        return x, y
    except NameError:
        print("no y")
    return x
#: partial([])
#: partial([1])
#: partial([1, 2])
#: partial([1, 2, 3])
#: partial([1, 2, 3, 4])

def bare(n):
    try:
        n = 10 // n
        n = [0, 1][n]
    except:
        return "all"
    return n
#: bare(0)
#: bare(1)
#: bare(10)

def in_handler(n):
    e = r = "before"
    try:
        try:
            if n < 5:
                raise ValueError("a")
        except ValueError as e:
            if n:
                raise KeyError("b")
            r = 1
        r = e
    except (KeyError, NameError):
        try:
            r = e
        except UnboundLocalError:
            r = "unbound"
    return r
#: in_handler(0)
#: in_handler(1)
#: in_handler(5)

def deep_loop(n):
    total = 0
    for i in range(n):
        for j in range(n):
            try:
                for k in range(n):
                    if k == 2:
                        raise ValueError("k")
                    if i == 1:
                        break
                    total += k + 1
                else:
                    total += 100
            except ValueError:
                total += 1000
                if j == 1:
                    break
            finally:
                total += 10000
    return total
#: deep_loop(1)
#: deep_loop(2)
#: deep_loop(3)

def match_in_finally(v):
    r = []
    try:
        match v:
            case (a, b):
                r.append(a // b)
            case _:
                raise TypeError("no pair")
    except ZeroDivisionError:
        r.append("zero")
    finally:
        r.append([x for x in range(2)])
        f = lambda: len(r)
        r.append(f())
    return r
#: match_in_finally((4, 2))
#: match_in_finally((4, 0))
#: match_in_finally(4)

def uncaught(n):
    raise ValueError("x") if n else KeyError
#: uncaught(0)
#: uncaught(1)

def while_try(n):
    while n:
        try:
            n = n - 1
            if n == 3:
                continue
            if n == 2:
                return "two"
        except TypeError:
            return "type"
        else:
            print("else", n)
    return n
#: while_try(2)
#: while_try(5)
#: while_try("s")

"""Loops over tuples whose elements have several types."""

from numlir import njit


@njit
def f(n):
    t = (n, "text", 2.5, None, (1, 2))
    joined = ""
    for x in t:
        joined += str(x) + ";"
    lengths = [len(x) for x in ("ab", [1, 2, 3], (1,))]
    count = 0
    for i in range(len(t)):
        if t[i] is None:
            continue
        count += i
    for x in (1, 2.5, True):
        if x == n:
            break
        count += 10
    else:
        count += 100
    return joined, lengths, count


CASES = [(1,), (7,)]

"""Strings at run time."""

from numlir import njit


@njit
def f(a, b, n):
    c = a + b + "!" * n
    parts = [c[0], c[-1], c[1:3], c[::-1], c[::2], c[5:1], c[-3:]]
    spelled = []
    for character in a:
        spelled.append(character)
    return c, parts, spelled, len(c), a == b, a != b, a < b, a <= b, b in c, "zz" in c, not a, a and b, ord(c[0]), chr(n + 65)


CASES = [("abc", "abd", 1), ("é", "e", 3), ("日本", "日", 0), ("x" * 20, "xx", 2)]

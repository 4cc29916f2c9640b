"""Patterns that are sequences: of tuples, of lists, of strings that are split."""

from numlir import njit


@njit
def words(text):
    match text.split():
        case ["go", direction]:
            return "going " + direction
        case ["look"] | ["l"]:
            return "looking"
        case []:
            return "nothing"
        case _:
            return "?"


@njit
def point(p):
    match p:
        case (0, _):
            return 0
        case (x, (y, 1)):
            return 10 * x + y
        case (x, (y, z)) if x > z:
            return x
        case (x, y):
            return -1


@njit
def f(text, a, b):
    match a, b > 2:
        case 1, True:
            kind = "one"
        case n, False if n < 0:
            kind = "negative"
        case _:
            kind = "other"
    return words(text), kind, point((a, (b, 1))), point((a, (b, 5))), point((0, b))


CASES = [("go north", 1, 3), ("l", -2, 1), ("", 1, 1), ("take a lamp", 7, 2), ("look", 0, 0)]

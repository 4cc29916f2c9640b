"""Functions of `math` on what can be iterated over."""


def prod(iterable, /, *, start=1):
    total = start
    for value in iterable:
        total = total * value
    return total

"""Python's builtins on instances. `_items` of a container is a list of what iterating over it gives."""

import builtins

from numlir.library import has_method, reject


def len(object):
    return object.__len__()


def list(iterable):
    if has_method(iterable, "_listed"):
        return iterable._listed()[:]
    made = []
    for value in iterable:
        made.append(value)
    return made


def set(iterable):
    made = builtins.set()
    for value in iterable:
        made.add(value)
    return made


def enumerate(iterable, start=0):
    return builtins.enumerate(iterable._listed(), start)


def _iterable(value):
    if has_method(value, "_listed"):
        return value._listed()
    return value


def zip(*iterables):
    if builtins.len(iterables) == 1:
        return builtins.zip(_iterable(iterables[0]))
    if builtins.len(iterables) == 2:
        return builtins.zip(_iterable(iterables[0]), _iterable(iterables[1]))
    if builtins.len(iterables) == 3:
        return builtins.zip(_iterable(iterables[0]), _iterable(iterables[1]), _iterable(iterables[2]))
    reject("zip of more than three iterables with containers among them is not compiled")


def reversed(sequence):
    if has_method(sequence, "__reversed__"):
        return sequence.__reversed__()
    return sequence._listed()[::-1]


def iter(object):
    return object.__iter__()


def abs(x):
    return x.__abs__()


def bool(x):
    if x:
        return True
    return False


def hash(object):
    return object.__hash__()


def int(x):
    return x.__int__()


def float(x):
    return x.__float__()


def complex(real):
    if has_method(real, "__complex__"):
        return real.__complex__()
    return builtins.complex(real.__float__())


def str(object):
    return object.__str__()


def repr(object):
    return object.__repr__()


def print(*objects, sep=" ", end="\n"):
    builtins.print(*_shown(objects), sep=sep, end=end)


def _shown(objects):
    if builtins.len(objects) == 0:
        return ()
    if has_method(objects[0], "__str__"):
        return (objects[0].__str__(),) + _shown(objects[1:])
    return objects[:1] + _shown(objects[1:])

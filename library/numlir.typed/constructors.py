"""`typed.List(…)`, `typed.Dict(…)` and `typed.Set(…)` of what is given; empty ones are made by the compiler."""

from numlir import typed
from numlir.library import new_instance


def List(iterable):
    return new_instance("typedlist", list(iterable))


def Dict(entries):
    made = typed.Dict()
    made.update(entries)
    return made


def Set(iterable):
    made = typed.Set()
    for item in iterable:
        made.add(item)
    return made

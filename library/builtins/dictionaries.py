"""`dict(…)` of what is given; an empty one is made by the compiler, and one of keywords is a display."""

from numlir.library import is_string, is_typed_dict, reject


def dict(iterable, /):
    if is_typed_dict(iterable):
        return iterable.copy()
    if is_string(iterable):
        reject("dictionary update sequence element is a string, which is no pair")
    made = {}
    for key, value in iterable:
        made[key] = value
    return made

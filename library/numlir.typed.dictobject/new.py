"""Empty typed dictionaries, under numba's inner name."""

from numlir import typed


def new_dict(key, value, n_keys=0):
    return typed.Dict.empty(key, value)

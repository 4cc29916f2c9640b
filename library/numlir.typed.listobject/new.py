"""Empty typed lists, under numba's inner name."""

from numlir import typed


def new_list(item, allocated=0):
    return typed.List.empty_list(item)

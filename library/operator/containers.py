"""`x in a` for arrays, and for what else can be iterated over."""

import numpy as np
from numlir.library import (
    Literal,
    has_method,
    is_array,
    is_instance,
    is_list,
    is_string,
    is_tuple,
    is_typed_list,
    reject,
)


def contained(value, container):
    if is_instance(container):
        if has_method(container, "__contains__"):
            return container.__contains__(value)
    if is_array(container):
        return bool(np.any(container == value))
    if is_tuple(container) and len(container) <= 32:
        return _among(value, container, 0)
    if is_string(container) and not is_string(value):
        reject("'in <string>' requires string as left operand")
    for element in container:
        if element == value:
            return True
    return False


def _among(value, container, start: Literal):
    if start == len(container):
        return False
    if container[start] == value:
        return True
    return _among(value, container, start + 1)


def not_contained(value, container):
    return not contained(value, container)


def has_length(value, count: Literal):
    """Whether a pattern of so many elements matches a value: a tuple or a list, but no string and no array."""
    if value is None:
        return False
    if is_tuple(value) or is_list(value) or is_typed_list(value):
        return len(value) == count
    return False


def has_length_or_more(value, count: Literal):
    """The same of a pattern of so many elements and a starred one."""
    if value is None:
        return False
    if is_tuple(value) or is_list(value) or is_typed_list(value):
        return len(value) >= count
    return False

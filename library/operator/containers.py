"""`x in a` for arrays, and for what else can be iterated over."""

import numpy as np
from numlir.library import has_method, is_array, is_instance


def contained(value, container):
    if is_instance(container):
        if has_method(container, "__contains__"):
            return container.__contains__(value)
    if is_array(container):
        return bool(np.any(container == value))
    for element in container:
        if element == value:
            return True
    return False


def not_contained(value, container):
    return not contained(value, container)

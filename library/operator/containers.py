"""`x in a` for arrays, and for what else can be iterated over."""

import numpy as np
from numlir.library import is_array


def contained(value, container):
    if is_array(container):
        return bool(np.any(container == value))
    for element in container:
        if element == value:
            return True
    return False


def not_contained(value, container):
    return not contained(value, container)

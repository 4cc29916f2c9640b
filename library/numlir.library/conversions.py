"""What parameters are made of that are annotated by these names."""

import numpy as np
from numlir.library import is_array, is_list, is_range, is_tuple


def ArrayLike(values):
    """Lists, tuples and numbers become arrays."""
    return values if is_array(values) else np.asarray(values)


def ScalarOrArray(values):
    """Lists, tuples and ranges become arrays; numbers, and all else, stay what they are."""
    return np.asarray(values) if _is_sequence(values) else values


def _is_sequence(x):
    return is_list(x) or is_tuple(x) or is_range(x)

"""`functools.reduce`."""

from numlir.library import is_array, is_list, is_string, is_tuple, is_typed_list, raise_if


def reduce(function, iterable, *initial):
    if len(initial) > 0:
        made = initial[0]
        for element in iterable:
            made = function(made, element)
        return made
    if is_array(iterable) or is_list(iterable) or is_tuple(iterable) or is_string(iterable) or is_typed_list(iterable):
        raise_if(len(iterable) == 0, "TypeError", "reduce() of empty iterable with no initial value")
        made = iterable[0]
        for element in iterable[1:]:
            made = function(made, element)
        return made
    return reduce(function, list(iterable))

"""What makes values of arguments known when a function is compiled: ``literally``; and types one by one: ``literal_unroll``."""


def literally(obj):
    """Has the function compiled for the value of ``obj``, an argument of it: an integer, a bool or a string.

    The function is compiled anew for each value that it is called with. The value is known in the code then, and to
    functions of :func:`numlir.extending.overload`, which get a literal type. Where another compiled function makes the call, the
    value is one of its own arguments, which it is then compiled for in turn, or a constant.
    """
    return obj


def literal_unroll(container):
    """Has the turns of a loop over a tuple typed one by one, with the elements' own types and constants.

    >>> @njit
    ... def total(arrays):
    ...     acc = 0
    ...     for a in literal_unroll(arrays):
    ...         acc += a.sum()
    ...     return acc

    A loop over a tuple whose elements have no common type is typed so without being asked.
    """
    return container


# The compiler knows them by the names under which users import them.
literally.__module__ = literal_unroll.__module__ = "numlir"

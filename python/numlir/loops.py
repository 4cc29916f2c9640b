"""Loops that say more than ``range``."""


def prange(*arguments):
    """``range``, with the promise that the iterations may run in any order.

    ``range`` itself here: loops run one after the other.
    """
    return range(*arguments)


# The compiler knows it by the name under which users import it.
prange.__module__ = "numlir"

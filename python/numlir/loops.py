"""Loops that say more than ``range``."""

from numpy import ndindex


def prange(*arguments, schedule=None):
    """``range``, with the promise that the iterations may run in any order.

    ``schedule`` is how many iterations a chunk has, a literal integer; the compiler chooses without. ``range`` itself here:
    loops run one after the other.
    """
    return range(*arguments)


# The compiler knows it by the name under which users import it.
prange.__module__ = "numlir"


def pndindex(*shape):
    """``numpy.ndindex``, with the promise that the iterations may run in any order."""
    return ndindex(*shape)


pndindex.__module__ = "numlir"

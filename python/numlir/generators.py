"""Generators of compiled functions, as Python objects."""

from . import instances, types
from ._numlir import Instance, register_class
from .decorators import jit_always


@jit_always
def _advance(generator):
    return next(generator)


class Generator(Instance):
    """A generator that a compiled function made. Python and compiled code may take values from it by turns.

    As in Numba there is no ``send`` of values and no ``throw``, and what the function returns is not kept.
    """

    __slots__ = ("_closed",)

    def __iter__(self):
        return self

    def __next__(self):
        if getattr(self, "_closed", False):
            raise StopIteration
        return _advance(self)

    def send(self, value):
        if value is not None:
            raise TypeError("values cannot be sent to a compiled generator")
        return next(self)

    def close(self):
        self._closed = True

    def __repr__(self):
        return f"<{self._type_text} at {self._address:#x}>"


instances.register("generator", lambda fields: types.Opaque(f"generator({fields[3]})"))
register_class("generator", Generator)

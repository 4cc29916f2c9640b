"""Functions of a signature, as Python objects: those whose address compiled code keeps (``types.FunctionType``)."""

from . import instances
from ._numlir import Instance, register_class
from .decorators import jit_always
from .signature import Signature
from .types import FunctionType


@jit_always
def _call(function, *arguments):
    return function(*arguments)


class FunctionValue(Instance):
    """A function that comes out of compiled code with a type of its signature; compiled code and Python call it alike."""

    __slots__ = ()

    @property
    def _signature(self):
        return instances.described("firstclass", self._description[2])

    def __call__(self, *arguments):
        return _call(self, *arguments)

    def __repr__(self):
        return f"<{self._type_text} at {self._address:#x}>"


def _function_type(fields):
    return FunctionType(Signature(fields[2], fields[3].types))


instances.register("firstclass", _function_type)
register_class("firstclass", FunctionValue)

"""Functions of a signature, as Python objects: those whose address compiled code keeps (``types.FunctionType``)."""

from functools import lru_cache

from . import instances
from ._numlir import Dispatcher, Instance, register_class
from .decorators import jit_always
from .signature import Signature
from .typed import List
from .types import FunctionType, _described


@jit_always
def _call(function, *arguments):
    return function(*arguments)


class FunctionValue(Instance):
    """A function that comes out of compiled code with a type of its signature; compiled code and Python call it alike."""

    __slots__ = ()

    @property
    def _numba_type_(self):
        return instances.described("firstclass", [_described(field) for field in self._description[2]])

    def signature(self):
        """The types of the arguments and of the result."""
        return self._numba_type_.signature

    def __call__(self, *arguments):
        return _call(self, *arguments)

    def __repr__(self):
        return f"<{self._type_text} at {self._address:#x}>"


def values_of(functions):
    """Functions as values of the first signature that all of them have; None where there is no such."""
    known = [_signatures(function) for function in functions]
    common = next((each for each in known[0] if all(each in others for others in known)), None)
    return common and [_value(function, common) for function in functions]


def _signatures(function):
    """The signatures that were written down for a function."""
    if isinstance(function, Dispatcher):
        return [] if function._can_compile else function.nopython_signatures
    own = getattr(function, "signature", None) or getattr(function, "_sig", None)
    own = own() if callable(own) else own
    return [own] if isinstance(own, Signature) else []


@lru_cache(maxsize=1024)
def _value(function, signature):
    if isinstance(function, FunctionValue):
        return function
    return _maker(FunctionType(signature))(function)


@lru_cache(maxsize=1024)
def _maker(kind):
    @jit_always
    def make(function):
        functions = List.empty_list(kind)
        functions.append(function)
        return functions[0]

    return make


def _function_type(fields):
    return FunctionType(Signature(fields[2], fields[3].types))


instances.register("firstclass", _function_type)
register_class("firstclass", FunctionValue)

"""The classes whose instances compiled code and Python share, as types."""

from . import types

# What makes the type of instances of a class, by the class's compiled name, from the types of its fields.
_makers = {}


def register(name, make):
    """Says how the type of instances of a compiled class is made from the types of its fields."""
    _makers[name] = make


def described(name, fields):
    """The type that the compiler describes by a class and the types of its fields."""
    if name.startswith("literaldict\x1f"):
        return types.LiteralStrKeyDict(zip(map(types.literal, name.split("\x1f")[1:]), fields))
    make = _makers.get(name)
    return make(fields) if make is not None else types.Opaque(name)


register("typedlist", lambda fields: types.ListType(fields[0]))
register("typeddict", lambda fields: types.DictType(fields[0], fields[1]))
register("typedset", lambda fields: types.SetType(fields[0]))

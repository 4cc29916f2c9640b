"""Compiled classes pickle by content: the types of their fields, and their members as Python has them.

A class that can be imported pickles by its name, as Python's do, unless its module is the main program. Another is made anew, once in a process:
first without members, so that these may use the class, then with them. cloudpickle makes classes in the same two steps by itself, and
sets the attributes of the class that ``__slots__`` does not name: of a compiled class, its content.
"""

import sys
from operator import attrgetter
from types import FunctionType
from weakref import WeakValueDictionary

from .. import types
from .._pickling import _pack
from ..decorators import jit_always
from ..library import new_instance
from ._generated import function

# Classes by the identities that they carry.
_known = WeakValueDictionary()
# Types that stand for those of instances of classes whose members are on their way.
_awaited = {}


class Content:
    """What a compiled class is made of. The identity tells whether a class that arrives is known already."""

    def __init__(self, identity, qualname, fields=None, members=None):
        self.identity = identity
        self.qualname = qualname
        self.fields = fields
        self.members = members

    def __reduce__(self):
        members = {key: _packed(member) for key, member in self.members.items()}
        return Content, (self.identity, self.qualname), (list(self.fields.items()), members)

    def __setstate__(self, state):
        fields, members = state
        self.fields = dict(fields)
        self.members = {key: _unpacked(*parts) for key, parts in members.items()}


def _packed(member):
    if isinstance(member, FunctionType):
        return None, _pack(member)
    if isinstance(member, staticmethod):
        return staticmethod, _pack(member.__func__)
    return property, _pack(member.fget), _pack(member.fset), None, member.__doc__


def _unpacked(kind, *parts):
    return parts[0] if kind is None else kind(*parts)


def note(made):
    """Notes a class that has its members now."""
    _known[made._content.identity] = made
    for awaited in _awaited.pop(made, ()):
        awaited.define(made.class_type.instance_type)


def reduce_class(made):
    """How :mod:`pickle` writes a class."""
    if made.__module__ != "__main__":
        try:
            if attrgetter(made.__qualname__)(sys.modules.get(made.__module__)) is made:
                return made.__qualname__
        except AttributeError:
            pass
    named = (made.__name__, made.__module__, made.__doc__)
    return _skeleton, (made._content.identity, type(made), made.__bases__, *named), made._content, None, None, _fill


def _skeleton(identity, metaclass, bases, name, module, doc):
    known = _known.get(identity)
    return metaclass(name, bases, {"__module__": module, "__doc__": doc}) if known is None else known


def _fill(made, content):
    made._content = content


def instance_type(made):
    """The type of a class's instances, or what will stand for it."""
    if "class_type" in vars(made):
        return made.class_type.instance_type
    awaited = types.DeferredType()
    _awaited.setdefault(made, []).append(awaited)
    return awaited


def reduce_instance(instance):
    """How an instance pickles: its class, and the fields that have values."""
    values = {}
    for field in type(instance).class_type.struct:
        try:
            values[field] = getattr(instance, field)
        except AttributeError:
            continue
    return _restored, (type(instance), values)


def _restored(made, values):
    made.class_type.declare()
    restorers = made.class_type.restorers
    names = tuple(values)
    if names not in restorers:
        # Fields may have any names; what is no field begins with two underscores.
        stores = "".join(f"    __made.{name} = {name}\n" for name in names)
        text = f"def restored({', '.join(names)}):\n    __made = __new(__name)\n{stores}    return __made\n"
        restorers[names] = jit_always(function(text, {"__new": new_instance, "__name": made.class_type.compiled_name}))
    return restorers[names](*values.values())

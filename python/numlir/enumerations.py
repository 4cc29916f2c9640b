"""What compiled code knows of classes of ``enum`` beside the values of members: their names, and which member has a value."""

from __future__ import annotations

from . import types
from .extending import _given, overload_attribute
from .types.typeof import typeof


def note(cls, name):
    """Gives compiled code a class of ``enum``, for which it has a name: ``Color(value)`` and ``Color["NAME"]``. Of classes with one
    name the latest counts."""
    _given[name] = [(None, _lookup(cls), False)]
    _given[f"{name}.getitem"] = [(None, _item(cls), True)]


def _lookup(cls):
    """The overload of a call of a class: the first member that has a value."""
    shown = cls.__name__

    def lookup(value):
        members = _members_with(cls, types.unliteral(value))
        if not members:
            return None

        # Members that are numbers have no attributes there.
        values = tuple(member.value for member in members)

        def find(value):
            for position in range(len(values)):
                if values[position] == value:
                    return members[position]
            raise ValueError(f"{value!r} is not a valid {shown}")

        def same(value):
            return value

        return same if isinstance(value, types.EnumMember) else find

    return lookup


def _item(cls):
    """The overload of a subscript of a class: the member of a name, which is known when compiling or not."""

    def item(of, name):
        if isinstance(name, types.StringLiteral):
            member = cls.__members__.get(name.literal_value)
            return None if member is None else lambda of, name: member
        if not isinstance(name, types.UnicodeType):
            return None
        members = tuple(cls.__members__.values())
        if len({typeof(member) for member in members}) != 1:
            return None
        names = tuple(cls.__members__)

        def find(of, name):
            for position in range(len(names)):
                if names[position] == name:
                    return members[position]
            raise KeyError(name)

        return find

    return item


@overload_attribute(types.EnumMember, "name")
def _name(member):
    members = _members_with(member.instance_class, member)
    names = tuple(each.name for each in members)

    def name(member):
        for position in range(len(names)):
            if members[position] == member:
                return names[position]
        return ""

    return name


def _members_with(cls, kind):
    """The members of a class that are of a type or, of a type of values, whose values are: numbers all are alike."""
    if isinstance(kind, types.EnumMember):
        return tuple(member for member in cls if typeof(member.value) == kind.dtype) if kind.instance_class is cls else ()
    number = (types.Number, types.Boolean)
    alike = [member for member in cls if _is_alike(typeof(member.value), kind, number)]
    # One function gives members of one type.
    return tuple(member for member in alike if typeof(member.value) == typeof(alike[0].value))


def _is_alike(value, kind, number):
    return value == kind or (isinstance(value, number) and isinstance(kind, number))

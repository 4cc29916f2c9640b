"""Signatures: the types of a function's arguments and of its result, and the ways to write them."""

from __future__ import annotations

import ast

from . import types
from .types import Type


class Signature:
    """Argument types and a result type; a result type of None is inferred.

    >>> Signature(types.float64, (types.int32,))
    (int32,) -> float64
    """

    __slots__ = ("args", "pysig", "recvr", "return_type")

    def __init__(self, return_type, args, recvr=None, pysig=None):
        args = tuple(args)
        for each in args:
            if not isinstance(each, Type):
                raise TypeError(f"a signature is made of types, not of {each!r}")
        self.return_type = return_type
        self.args = args
        self.recvr = recvr
        self.pysig = pysig

    def __repr__(self):
        return f"{self.args} -> {self.return_type}"

    def __eq__(self, other):
        if not isinstance(other, Signature):
            return NotImplemented
        return (self.args, self.return_type, self.recvr) == (other.args, other.return_type, other.recvr)

    def __hash__(self):
        return hash((self.args, self.return_type))

    def replace(self, **changes):
        """The same with other ``return_type``, ``args``, ``recvr`` or ``pysig``."""
        state = {"return_type": self.return_type, "args": self.args, "recvr": self.recvr, "pysig": self.pysig}
        return Signature(**{**state, **changes})

    def as_type(self):
        """The type of functions of this signature."""
        return types.FunctionType(self)

    @property
    def is_method(self):
        """Whether it is a method's, whose object's type is ``recvr``."""
        return self.recvr is not None


def is_signature(value):
    """Whether a value says one signature: a string, a signature, or a tuple of types."""
    if isinstance(value, tuple):
        return all(isinstance(each, Type) for each in value)
    return isinstance(value, (str, Signature))


def normalize(value):
    """The argument types and the result type (None where it is to be inferred) of what is written as a signature.

    That is a string (``'float64(float64[:], int32)'``, ``'(int64, int64)'``), a :class:`Signature`
    (``float64(int32)``), or a tuple of types. Raises ``TypeError``, ``NameError`` or ``SyntaxError`` with the place.
    """
    parsed = parse(value) if isinstance(value, str) else value
    if isinstance(parsed, Signature):
        return parsed.args, parsed.return_type
    if isinstance(parsed, tuple) and all(isinstance(each, Type) for each in parsed):
        return parsed, None
    if isinstance(parsed, Type):
        raise TypeError(f"invalid signature: {value!r} says a type alone; write it as {parsed}({parsed}), the result first")
    raise TypeError(f"invalid signature: {value!r} (type: {type(value).__name__!r}) says {type(parsed).__name__!r}")


def parse(text):
    """The type, signature or tuple of types that a text says.

    Names are those of :mod:`numlir.types`; nothing but names, calls, attributes, slices, tuples and constants is read.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        raise SyntaxError(f"{text!r} is no signature: {error.msg}") from None
    return _Reader(text.strip()).read(tree.body)


class _Reader:
    def __init__(self, text):
        self.text = text

    def read(self, node):
        match node:
            case ast.Name(id=name):
                return self._name(name, node)
            case ast.Attribute(value=ast.Name(id="types" | "nb" | "numlir" | "numba" as name), attr=attribute):
                return getattr(types, attribute) if name == "types" and attribute == "types" else self._name(attribute, node)
            case ast.Attribute(value=ast.Attribute(attr="types"), attr=attribute):
                return self._name(attribute, node)
            case ast.Constant(value=value):
                return types.none if value is None else value
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                return tuple(map(self.read, elements))
            case ast.Slice(lower=lower, upper=upper, step=step):
                return slice(*(None if bound is None else self.read(bound) for bound in (lower, upper, step)))
            case ast.Subscript(value=value, slice=index):
                return self.read(value)[self.read(index)]
            case ast.Call(func=function, args=arguments, keywords=keywords):
                named = {keyword.arg: self.read(keyword.value) for keyword in keywords}
                return self.read(function)(*map(self.read, arguments), **named)
        raise self._error(SyntaxError, "this is no part of a signature", node)

    def _name(self, name, node):
        found = None if name.startswith("_") else getattr(types, name, None)
        if isinstance(found, Type) or (isinstance(found, type) and issubclass(found, Type)):
            return found
        from difflib import get_close_matches

        known = [each for each in vars(types) if isinstance(getattr(types, each), Type)]
        close = get_close_matches(name, known, 1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise self._error(NameError, f"name {name!r} is not defined among the types{hint}", node)

    def _error(self, cls, message, node):
        width = max((node.end_col_offset or 0) - node.col_offset, 1)
        return cls(f"{message}\n    {self.text}\n    {' ' * node.col_offset}{'^' * width}")

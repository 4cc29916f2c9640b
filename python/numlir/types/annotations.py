"""The types that annotations of Python's mean."""

from __future__ import annotations

import typing
from types import NoneType, UnionType

from . import (
    DictType,
    ListType,
    Optional,
    SetType,
    Tuple,
    Type,
    boolean,
    complex128,
    float64,
    int64,
    none,
    unicode_type,
)


class AsNumbaType:
    """The type that a class, or an annotation of :mod:`typing`, means.

    >>> as_numba_type(float), as_numba_type(list[int])
    (float64, ListType[int64])

    Types are what they are. Raises ``TypingError`` for what means none.
    """

    def __init__(self):
        self._known = {
            bool: boolean,
            int: int64,
            float: float64,
            complex: complex128,
            str: unicode_type,
            None: none,
            NoneType: none,
        }
        self._rules = []

    def __call__(self, annotation):
        found = self._found(annotation)
        if found is None:
            from ..errors import TypingError

            raise TypingError(f"Cannot infer Numba type of Python type {annotation}")
        return found

    def register(self, rule, numba_type=None):
        """Adds what a class means; or, as a decorator, a function that gives the type of an annotation or None."""
        if numba_type is None:
            if isinstance(rule, type):
                raise TypeError("the type that the class means is the second argument")
            self._rules.append(rule)
            return rule
        self._known[rule] = numba_type
        return None

    def _found(self, annotation):
        if isinstance(annotation, Type):
            return annotation
        try:
            if annotation in self._known:
                return self._known[annotation]
        except TypeError:
            pass
        for rule in self._rules:
            found = rule(annotation)
            if found is not None:
                return found
        made = getattr(annotation, "class_type", None)
        if made is not None:
            return made.instance_type
        return self._generic(typing.get_origin(annotation), typing.get_args(annotation))

    def _generic(self, origin, arguments):
        if origin in (typing.Union, UnionType):
            rest = [each for each in arguments if each is not NoneType]
            return Optional(self(rest[0])) if len(rest) == 1 and len(arguments) == 2 else None
        if origin is tuple and Ellipsis not in arguments:
            return Tuple([self(each) for each in arguments])
        kinds = {list: (ListType, 1), set: (SetType, 1), dict: (DictType, 2)}
        if origin in kinds and len(arguments) == kinds[origin][1]:
            return kinds[origin][0](*map(self, arguments))
        return None


as_numba_type = AsNumbaType()

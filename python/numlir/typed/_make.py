"""Empty containers of types that are known only when the program runs."""

from functools import lru_cache

from .. import types
from ..decorators import jit_always


class _Named(types.Type):
    """A type by its text."""

    def __init__(self, text):
        self.name = text

    def __str__(self):
        return self.name

    def __eq__(self, other):
        return isinstance(other, _Named) and other.name == self.name

    def __hash__(self):
        return hash(self.name)


def parts(text):
    """The types that a container's type is made of: `DictType[unicode_type,Tuple(int64, int64)]` of two."""
    inner = text[text.index("[") + 1 : -1]
    found, depth, start = [], 0, 0
    for position, character in enumerate(inner):
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            found.append(inner[start:position])
            start = position + 1
    return [_Named(part) for part in (*found, inner[start:])]


@lru_cache(maxsize=None)
def empty_list(item_type):
    from . import List

    @jit_always
    def make():
        return List.empty_list(item_type)

    return make


@lru_cache(maxsize=None)
def empty_dict(key_type, value_type):
    from . import Dict

    @jit_always
    def make():
        return Dict.empty(key_type, value_type)

    return make


@lru_cache(maxsize=None)
def empty_set(item_type):
    from . import Set

    @jit_always
    def make():
        return Set.empty(item_type)

    return make

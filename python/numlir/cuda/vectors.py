"""Vectors of one to four numbers, as values in kernels: ``float32x4(a, b, c, d).x``.

A vector is made of numbers and of other vectors, which are taken number by number. It is a named tuple, so it can be a local variable, what device
functions take and give, and an element of a tuple.
"""

from collections import namedtuple

import numpy as np

from ..errors import TypingError
from ..extending import overload
from ..types import BaseNamedTuple, Boolean, Number

_NUMBERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64"]
# CUDA C's names.
_ALIASES = {
    "char": "int8", "short": "int16", "int": "int32", "long": "int64", "longlong": "int64", "uchar": "uint8", "ushort": "uint16",
    "uint": "uint32", "ulong": "uint64", "ulonglong": "uint64", "float": "float32", "double": "float64",
}  # fmt: skip
_FIELDS = "xyzw"


def _made(number, count):
    """The function that makes vectors of a type: of so many numbers."""
    name = f"{number}x{count}"
    convert = getattr(np, number)
    vector = namedtuple(name, list(_FIELDS[:count]), module=__name__)

    def make(*parts):
        numbers = [each for part in parts for each in (part if isinstance(part, tuple) else (part,))]
        if len(numbers) != count:
            raise TypeError(f"{name} is made of {count} numbers, not of {len(numbers)}")
        return vector(*map(convert, numbers))

    make.__name__ = make.__qualname__ = name
    make.__doc__ = f"A vector of {count} numbers of type {number}."

    @overload(make)
    def in_kernels(*parts):
        numbers = []
        for place, part in enumerate(parts):
            if isinstance(part, BaseNamedTuple):
                numbers += [f"part{place}.{field}" for field in part.fields]
            elif isinstance(part, (Number, Boolean)):
                numbers.append(f"part{place}")
            else:
                raise TypingError(f"{name} is made of numbers and vectors, not of {part}")
        if len(numbers) != count:
            raise TypingError(f"{name} is made of {count} numbers, not of {len(numbers)}")
        parameters = ", ".join(f"part{place}" for place in range(len(parts)))
        converted = ", ".join(f"convert({each})" for each in numbers)
        return eval(f"lambda {parameters}: vector({converted})", {"vector": vector, "convert": convert})

    return make


def install(package):
    """Puts the functions into the package, by both of their names."""
    for count in range(1, 5):
        for number in _NUMBERS:
            setattr(package, f"{number}x{count}", _made(number, count))
        for alias, number in _ALIASES.items():
            setattr(package, f"{alias}{count}", getattr(package, f"{number}x{count}"))

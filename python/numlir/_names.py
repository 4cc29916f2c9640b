"""Numbers in the names of users' objects: the same in each process that runs the same program, for the cache."""

from hashlib import blake2s
from itertools import count

_given = set()


def number_of(thing, content=""):
    """A number in hexadecimal digits, of each object another one: it tells the place where the object was defined, its content, and
    which one it is of those that agree in both."""
    place = f"{getattr(thing, '__module__', None)}.{getattr(thing, '__qualname__', type(thing).__qualname__)}"
    for position in count():
        number = blake2s(f"{place} {content} {position}".encode(), digest_size=3).hexdigest()
        if number not in _given:
            _given.add(number)
            return number

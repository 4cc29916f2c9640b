"""Containers that Python and compiled code share: ``List``, ``Dict`` and ``Set`` of values of one type.

>>> from numlir.typed import Dict, List
>>> numbers = List([3, 1, 2])
>>> numbers.sort()
>>> numbers
ListType[int64]([1, 2, 3])

Compiled functions get the container itself, so what they change is seen in Python, and nothing is copied.
"""

from . import dictobject, listobject, typeddict, typedlist
from .lists import List
from .tables import Dict, Set

__all__ = ["Dict", "List", "Set", "dictobject", "listobject", "typeddict", "typedlist"]

# Their methods are those of Python's own containers, and are documented by these.
for _kind, _model in ((List, list), (Dict, dict), (Set, set)):
    for _name, _method in vars(_kind).items():
        if callable(_method) and not _method.__doc__ and hasattr(_model, _name):
            _method.__doc__ = getattr(_model, _name).__doc__

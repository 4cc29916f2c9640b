"""Containers that Python and compiled code share: ``List``, ``Dict`` and ``Set`` of values of one type.

>>> from numlir.typed import Dict, List
>>> numbers = List([3, 1, 2])
>>> numbers.sort()
>>> numbers
ListType[int64]([1, 2, 3])

Compiled functions get the container itself, so what they change is seen in Python, and nothing is copied.
"""

from .lists import List
from .tables import Dict, Set

__all__ = ["Dict", "List", "Set"]

"""Methods of sets."""

from numlir.library import call_c, is_set


def _like(self, iterable):
    """A set of what is iterated over, of the same type."""
    made = self.copy()
    made.clear()
    made.update(iterable)
    return made


def union(self, *others):
    made = self.copy()
    for other in others:
        made.update(other)
    return made


def intersection_update(self, other):
    call_c("numlir_set_filter", None, self, self._like(other), True)


def difference_update(self, other):
    call_c("numlir_set_filter", None, self, self._like(other), False)


def symmetric_difference_update(self, other):
    others = self._like(other)
    common = others & self
    call_c("numlir_set_filter", None, self, common, False)
    call_c("numlir_set_filter", None, others, common, False)
    self.update(others)


def intersection(self, other):
    made = self.copy()
    made.intersection_update(other)
    return made


def difference(self, other):
    made = self.copy()
    made.difference_update(other)
    return made


def symmetric_difference(self, other):
    made = self.copy()
    made.symmetric_difference_update(other)
    return made


def issubset(self, other):
    return self <= self._like(other)


def issuperset(self, other):
    return self >= self._like(other)


def isdisjoint(self, other):
    for value in other:
        if value in self:
            return False
    return True

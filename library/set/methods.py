"""Methods of sets."""

from numlir.library import call_c, is_set, reject


def _like(self, iterable):
    """A set of what is iterated over, of the same type."""
    made = self.copy()
    made.clear()
    made.update(iterable)
    return made


def union(self, *others):
    made = self.copy()
    made._update_all(*others)
    return made


def update(self, *others):
    """The compiler's own where there is one iterable."""
    if len(others) == 1:
        reject("a set is updated with iterables of what it holds")
    self._update_all(*others)


def _update_all(self, *others):
    if len(others) > 0:
        self.update(others[0])
        self._update_all(*others[1:])


def intersection_update(self, *others):
    # The others may be of different types, so that no loop goes over them; so below.
    if len(others) > 0:
        call_c("numlir_set_filter", None, self, self._like(others[0]), True)
        self.intersection_update(*others[1:])


def difference_update(self, *others):
    if len(others) > 0:
        call_c("numlir_set_filter", None, self, self._like(others[0]), False)
        self.difference_update(*others[1:])


def symmetric_difference_update(self, other):
    others = self._like(other)
    common = others & self
    call_c("numlir_set_filter", None, self, common, False)
    call_c("numlir_set_filter", None, others, common, False)
    self.update(others)


def intersection(self, *others):
    made = self.copy()
    made.intersection_update(*others)
    return made


def difference(self, *others):
    made = self.copy()
    made.difference_update(*others)
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

"""Methods of tuples."""

def count(self, value):
    found = 0
    for element in self:
        if element == value:
            found += 1
    return found


def index(self, value, start=0, stop=9223372036854775807):
    place = 0
    first = max(start + len(self), 0) if start < 0 else start
    last = stop + len(self) if stop < 0 else stop
    for element in self:
        if first <= place < last and element == value:
            return place
        place += 1
    raise ValueError("tuple.index(x): x not in tuple")

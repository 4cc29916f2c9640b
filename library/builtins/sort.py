"""Sorting by merging: equal elements keep their order."""

RUN = 16


def _before(a, b, reverse):
    """Whether ``a`` must come before ``b`` although it stands behind it."""
    if reverse:
        return b < a
    return a < b


def _runs(keys, values, start, stop, reverse):
    """Sorts a short part by insertion."""
    for position in range(start + 1, stop):
        key = keys[position]
        value = values[position]
        place = position
        while place > start and _before(key, keys[place - 1], reverse):
            keys[place] = keys[place - 1]
            values[place] = values[place - 1]
            place -= 1
        keys[place] = key
        values[place] = value


def _merge(keys, values, other_keys, other_values, start, middle, stop, reverse):
    """Merges two sorted parts that lie behind one another into other lists."""
    left = start
    right = middle
    for place in range(start, stop):
        if left < middle and (right >= stop or not _before(keys[right], keys[left], reverse)):
            other_keys[place] = keys[left]
            other_values[place] = values[left]
            left += 1
        else:
            other_keys[place] = keys[right]
            other_values[place] = values[right]
            right += 1


def _sort_by(keys, values, reverse):
    """Sorts values by their keys, both in place."""
    count = len(values)
    for start in range(0, count, RUN):
        _runs(keys, values, start, min(start + RUN, count), reverse)
    width = RUN
    while width < count:
        other_keys = keys[:]
        other_values = values[:]
        for start in range(0, count, 2 * width):
            middle = min(start + width, count)
            stop = min(start + 2 * width, count)
            _merge(keys, values, other_keys, other_values, start, middle, stop, reverse)
        keys[:] = other_keys
        values[:] = other_values
        width *= 2

"""Methods of slices."""

from numlir.library import is_none, raise_if


def indices(self, length):
    """The bounds of the slice on a sequence of a length, as `range` takes them."""
    raise_if(length < 0, "ValueError", "length should not be negative")
    step = _or(self.step, 1)
    raise_if(step == 0, "ValueError", "slice step cannot be zero")
    low, high = (0, length) if step > 0 else (-1, length - 1)
    start = _bound(self.start, length, low, high, low if step > 0 else high)
    stop = _bound(self.stop, length, low, high, high if step > 0 else low)
    return start, stop, step


def _or(value, default):
    if is_none(value):
        return default
    return value


def _bound(value, length, low, high, default):
    if is_none(value):
        return default
    if value < 0:
        return max(value + length, low)
    return min(value, high)

"""`a, b = x` where `x` is no tuple but gives elements of one type."""

from numlir.library import Literal, is_array, is_list, is_string, raise_if


def unpack(items, count: Literal):
    if is_array(items) or is_list(items) or is_string(items):
        got = len(items)
        raise_if(got > count, "ValueError", "too many values to unpack (expected {})", count)
        raise_if(got < count, "ValueError", "not enough values to unpack (expected {}, got {})", count, got)
        return _from(items, 0, count)
    return unpack(list(items), count)


def _from(items, start: Literal, count: Literal):
    if start == count:
        return ()
    return (items[start],) + _from(items, start + 1, count)

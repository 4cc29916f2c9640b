"""`a, b = x` where `x` is no tuple but gives elements of one type."""

from numlir.library import Literal, is_array, is_list, is_string, is_typed_list, raise_if


def unpack(items, count: Literal):
    if is_array(items) or is_list(items) or is_string(items) or is_typed_list(items):
        got = len(items)
        raise_if(got > count, "ValueError", "too many values to unpack (expected {})", count)
        raise_if(got < count, "ValueError", "not enough values to unpack (expected {}, got {})", count, got)
        return _from(items, 0, count)
    return unpack(list(items), count)


def unpack_starred(items, before: Literal, after: Literal):
    if is_array(items) or is_list(items) or is_string(items) or is_typed_list(items):
        got = len(items)
        least = before + after
        raise_if(got < least, "ValueError", "not enough values to unpack (expected at least {}, got {})", least, got)
        rest = [items[i] for i in range(before, got - after)]
        return _from(items, 0, before) + (rest,) + _last(items, got - after, after)
    return unpack_starred(list(items), before, after)


def _last(items, first, count: Literal):
    if count == 0:
        return ()
    return (items[first],) + _last(items, first + 1, count - 1)


def _from(items, start: Literal, count: Literal):
    if start == count:
        return ()
    return (items[start],) + _from(items, start + 1, count)

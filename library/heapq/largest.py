"""The largest and the smallest of what is iterated over."""

from numlir.library import is_bool, is_integer, is_none, is_scalar, reject


def _count(n, iterable):
    if is_scalar(iterable) or is_none(iterable):
        reject("Second argument 'iterable' must be iterable")
    if not is_scalar(n) or not (is_integer(n) or is_bool(n)):
        reject("First argument 'n' must be an integer")
    return max(n, 0)


def nlargest(n, iterable, key=None):
    count = _count(n, iterable)
    return sorted(iterable, key=key, reverse=True)[:count]


def nsmallest(n, iterable, key=None):
    count = _count(n, iterable)
    return sorted(iterable, key=key)[:count]

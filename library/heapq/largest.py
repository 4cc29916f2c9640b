"""The largest and the smallest of what is iterated over."""


def nlargest(n, iterable, key=None):
    count = max(n, 0)
    return sorted(iterable, key=key, reverse=True)[:count]


def nsmallest(n, iterable, key=None):
    count = max(n, 0)
    return sorted(iterable, key=key)[:count]

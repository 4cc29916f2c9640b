"""Iterators as objects: generators, and what asks them for values."""

from numlir.library import is_generator, reject


def _elements(iterable):
    for element in iterable:
        yield element


def iter(object, /):
    if is_generator(object):
        return object
    return _elements(object)


def next(iterator, /, *default):
    if not is_generator(iterator):
        reject("next() takes a generator or what iter() gives")
    for value in iterator:
        return value
    if len(default) == 0:
        raise StopIteration
    return default[0]


def map(function, iterable, /, *iterables):
    if len(iterables) == 0:
        for element in iterable:
            yield function(element)
    else:
        for elements in zip(iterable, *iterables):
            yield function(*elements)


def filter(function, iterable, /):
    for element in iterable:
        if function is None:
            if element:
                yield element
        elif function(element):
            yield element

"""Functions of a signature, whichever they are: how one is called, and what its address leads to."""

from numlir.library import as_result, call_through


def call_value(self, *arguments):
    return call_through(self, arguments)


def entry(self, function, *arguments):
    return as_result(self, function(*arguments))

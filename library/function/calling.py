"""Calls of a function that is chosen when the code runs: of the one among the alternatives that it is."""

from numlir.library import Literal, alternative, alternatives, chosen


def call(self, *arguments):
    return _call_from(self, 0, arguments)


def _call_from(function, position: Literal, arguments):
    if position + 1 < alternatives(function):
        if chosen(function) != position:
            return _call_from(function, position + 1, arguments)
    return alternative(function, position)(*arguments)

"""``"…".format(…)`` and ``"…" % …`` of texts that stand there."""

from itertools import count

import pytest
from comparing import executed

from numlir import njit
from numlir.errors import NumlirError

_numbers = count()


def written(parameters, text):
    """A function that has a source."""
    name, source = f"<template {next(_numbers)}>", f"def f({parameters}):\n    return {text}\n"
    return executed(source, name, {})["f"]


FORMATS = [
    "'{} and {}'.format(a, s)",
    "'{1}{0}{1}'.format(a, s)",
    "'{x:>5}|{0!r}|{y:+.2f}'.format(s, x=a, y=b)",
    "'{{}}{:05d}}}'.format(a)",
    "''.format()",
    "'plain'.format(a)",
    "'{:<8}|{:^8}|{:>8}'.format(s, a, b)",
    "'%d' % a",
    "'%d%%' % (a,)",
    "'%s is %5.1f%%' % (s, b)",
    "'%5d|%-5d|%05d|%+d|% d' % (a, a, a, a, a)",
    "'%x %X %o %#x' % (a, a, a, a)",
    "'%e %.3E %g %G' % (b, b, b, b)",
    "'%8.3f|%-8.3f|%08.3f|%+.1f' % (b, b, b, b)",
    "'%s %r' % (s, s)",
    "'%8s|%-8s|%.2s' % (s, s, s)",
    "'%s %s %s' % (a, b, a > 2)",
    "'%f' % a",
]


@pytest.mark.parametrize("text", FORMATS)
def test_as_in_python(text):
    expected = written("a, b, s", text)
    f = njit(expected)
    for arguments in [(42, 3.14159, "text"), (-7, -2.5e10, ""), (0, 1e-5, "ä€")]:
        assert f(*arguments) == expected(*arguments)


def test_values_are_evaluated_in_order():
    @njit
    def f(l):
        return "{1} {0}".format(l.pop(), l.pop()), "%d %d" % (l.pop(), l.pop())

    assert f([1, 2, 3, 4]) == ("3 4", "2 1")


@pytest.mark.parametrize("text", ["'%c' % a", "'{1}'.format(a, x=a)", "'%s' % t", "'%d %d' % (a,)", "'{2}'.format(a)", "'{.real}'.format(a)", "'%d' % t", "s % a"])
def test_what_has_no_form_is_refused(text):
    with pytest.raises(NumlirError):
        njit(written("a, s, t", text))(1, "%d", (1,))

"""`import` within compiled functions, against CPython."""

import sys
import types

import numlir as nb
import numpy as np
import pytest
from numlir import njit


def modules(a):
    import math
    import numpy as np

    return np.sum(a) + math.sqrt(2.0)


def dotted(a):
    import numpy.linalg
    import numpy.linalg as la

    return numpy.linalg.norm(a) + la.norm(a) + numpy.max(a)


def members(a):
    from math import pi, sqrt as root
    from numpy import float32, linalg
    from numpy.linalg import norm

    return root(pi) + norm(a) + linalg.norm(a) + float32(0.5)


def in_branches(a, wanted):
    if wanted:
        import numpy as np

        return np.sum(a)
    from math import floor

    return floor(a[0]) * 1.0


def in_loops(a):
    total = 0.0
    for k in range(3):
        from math import cos

        total += cos(a[k])
    return total


def in_nested(a):
    import math

    def inner(x):
        from math import sin

        return sin(x) + math.cos(x)

    return inner(a[0])


def in_comprehensions(a):
    import math

    return [math.exp(x) for x in a]


FUNCTIONS = [modules, dotted, members, in_loops, in_nested, in_comprehensions]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_as_python(function):
    a = np.array([0.5, 1.5, 2.5])
    assert njit(function)(a) == pytest.approx(function(a), rel=1e-15)


def test_in_branches():
    a = np.array([1.5, 2.5])
    compiled = njit(in_branches)
    assert [compiled(a, True), compiled(a, False)] == [4.0, 1.0]


def test_what_is_imported_is_compiled_with_the_function(monkeypatch):
    module = types.ModuleType("numlir_imported")
    module.twice, module.SCALE = njit(lambda x: 2 * x), 10
    monkeypatch.setitem(sys.modules, "numlir_imported", module)

    @njit
    def f(x):
        import numlir_imported
        from numlir_imported import SCALE, twice

        return twice(x) + SCALE + numlir_imported.twice(1)

    assert f(3) == 18


def test_a_module_is_imported_when_the_function_is_compiled(tmp_path, monkeypatch):
    (tmp_path / "numlir_fresh.py").write_text("LIMIT = 7\n")
    monkeypatch.syspath_prepend(tmp_path)

    @njit
    def f():
        from numlir_fresh import LIMIT

        return LIMIT

    assert f() == 7
    sys.modules.pop("numlir_fresh")


def test_relative(tmp_path, monkeypatch):
    package = tmp_path / "numlir_package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "constants.py").write_text("WEIGHT = 2.5\n")
    text = "from numlir import njit\n@njit\ndef f(x):\n    from .constants import WEIGHT\n    from . import constants\n"
    (package / "code.py").write_text(text + "    return x * WEIGHT + constants.WEIGHT\n")
    monkeypatch.syspath_prepend(tmp_path)
    from numlir_package import code

    assert code.f(2.0) == 7.5


def test_objects_that_are_not_compiled_are_named():
    @njit
    def f():
        from os import environ

        return environ

    with pytest.raises(nb.errors.TypingError, match="the global 'os.environ' is of type os._Environ"):
        f()

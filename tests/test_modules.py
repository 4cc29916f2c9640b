"""`jit_module`, and helpers of `numlir.errors`."""

import logging
import sys
import warnings

import numpy as np
import pytest
from numlir import errors

SOURCE = """
from numlir import jit_module, njit
import numpy as np

def inc(x):
    return x + 1

def add(x, y):
    return x + y

def inc_add(x):
    return add(x, inc(x))

@njit
def own(x):
    return x

mean = np.mean

class Plain:
    pass

jit_module(nogil=True)

def later(x):
    return x
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    (tmp_path / "compiled_at_once.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(tmp_path)
    import compiled_at_once

    yield compiled_at_once
    del sys.modules["compiled_at_once"]


def test_all_functions_of_a_module(module, caplog):
    assert module.inc_add(2) == 5 and module.inc_add.signatures and module.inc.py_func(1) == 2
    assert module.mean is np.mean and isinstance(module.Plain, type)
    assert not hasattr(module.later, "py_func") and module.own(3) == 3


def test_a_module_says_what_it_compiles(tmp_path, monkeypatch, caplog):
    (tmp_path / "compiled_aloud.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(tmp_path)
    with caplog.at_level(logging.DEBUG, "numlir.core.decorators"):
        import compiled_aloud
    assert "Auto decorating function <function inc_add" in caplog.text
    assert "from module compiled_aloud with jit and options: {'nogil': True}" in caplog.text
    del sys.modules[compiled_aloud.__name__]


def test_warnings_that_are_put_off():
    fixer = errors.WarningsFixer(errors.NumlirWarning)
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        with fixer.catch_warnings("model.py", 10):
            for _ in range(2):
                warnings.warn("slow", errors.NumlirPerformanceWarning, stacklevel=1)
            warnings.warn("other", UserWarning, stacklevel=1)
        assert [str(each.message) for each in given] == ["other"]
        fixer.flush()
        fixer.flush()
    assert [(str(each.message), each.filename, each.lineno) for each in given[1:]] == [("slow", "model.py", 10)]


def test_functions_that_others_replace():
    @errors.deprecated("new()")
    def old(x):
        """What it did."""
        return x

    with pytest.warns(DeprecationWarning, match=r"old; use new\(\) instead"):
        assert old(2) == 2
    assert old.__doc__ == "What it did."

"""What the tests of the library share: a compiled function beside CPython's, on copies of the same arguments."""

from comparing import difference, error_difference, outcome

from numlir import _numlir


def check(function, *arguments, tolerance=0.0):
    """Compares what the compiled function gives, raises and writes with what `function.py_func` does.

    Types, dtypes, shapes and bits agree (floats within the tolerance, NaN is NaN), and no array block stays behind.
    """
    expected = outcome(function.py_func, arguments)
    live = _numlir.live_blocks()
    actual = outcome(function, arguments)
    if text := error_difference(actual.error, expected.error):
        raise AssertionError(text) from actual.error
    assert not (text := difference(actual.value, expected.value, tolerance)), text
    assert not (text := difference(actual.arguments, expected.arguments, tolerance, "arguments")), text
    del actual
    assert _numlir.live_blocks() == live, "array blocks stay alive"

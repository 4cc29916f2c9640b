"""Random calls of all of the library beside NumPy: value, dtype, shape, or the exception and its message; and nothing leaks."""

import warnings

import numpy as np
import pytest
from comparing import fresh
from hypothesis import given
from hypothesis import strategies as st
from random_calls import Call, templates

import numlir as nb
from numlir import _numlir

TEMPLATES = list(templates())
SETS = 3


def outcome(function, arguments):
    """The value or the exception, the arguments afterwards, and whether NumPy says that the value is left to the processor."""
    given = fresh(arguments)
    value = error = None
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            value = function(*given)
        except Exception as raised:
            # Tracebacks hold what is to be gone.
            error = raised.with_traceback(None)
    return value, error, given, any("in cast" in str(warning.message) for warning in said)


def same_error(ours, numpys):
    if ours is None or numpys is None:
        return ours is numpys
    text = str(numpys).splitlines()[0]
    if isinstance(ours, nb.errors.TypingError):
        # What the types say is an error of compilation, with NumPy's words where it is about values.
        return isinstance(numpys, TypeError) or text in str(ours)
    return type(ours) is type(numpys) and str(ours) == str(numpys)


def assert_same(ours, numpys, scale):
    if isinstance(numpys, (tuple, list)):
        assert len(ours) == len(numpys)
        for one, other in zip(ours, numpys, strict=True):
            assert_same(one, other, scale)
        return
    assert isinstance(ours, np.ndarray) == isinstance(numpys, np.ndarray)
    if isinstance(numpys, np.generic):
        assert type(ours) is type(numpys.item())
        ours = np.array(ours).astype(numpys.dtype)
    ours, numpys = np.asarray(ours), np.asarray(numpys)
    assert (ours.dtype, ours.shape) == (numpys.dtype, numpys.shape)
    if numpys.dtype.names:
        for name in numpys.dtype.names:
            assert_same(ours[name], numpys[name], scale)
    elif numpys.dtype.kind in "fc":
        with np.errstate(all="ignore"):
            close = np.abs(ours - numpys) <= 64 * np.finfo(numpys.dtype).eps * np.maximum(scale, np.abs(numpys))
            undefined = np.isnan(ours) & np.isnan(numpys)
        assert np.all(close | undefined | (ours == numpys)), (ours, numpys)
    else:
        assert np.array_equal(ours, numpys), (ours, numpys)


def scale_of(arrays):
    sizes = [np.abs(a.astype(complex)).ravel() for a in arrays if not a.dtype.names]
    return max([1.0, *(size[np.isfinite(size)].max(initial=0) for size in sizes)])


def check(template, seed):
    call = Call(template, seed)
    function = call.function()
    compiled = nb.njit(function)
    for number in range(SETS):
        arguments = call.arguments(seed * SETS + number)
        expected, numpys, after, undefined = outcome(function, arguments)
        live = _numlir.live_blocks()
        value, ours, given, _ = outcome(compiled, arguments)
        case = f"{call.text} of {', '.join(f'{a.dtype}{a.shape}' for a in arguments)}"
        assert same_error(ours, numpys), f"{case}: {ours!r}, expected {numpys!r}"
        try:
            if numpys is None and not undefined:
                assert_same(value, expected, scale_of(arguments))
                assert_same(given, after, scale_of(arguments))
        except AssertionError as difference:
            raise AssertionError(f"{case}: {value!r}, expected {expected!r}; {arguments!r}") from difference
        del value, ours, given
        assert _numlir.live_blocks() == live, f"{case}: array blocks stay alive"
        if numpys is not None and isinstance(numpys, TypeError):
            return


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_call(template):
    check(template, len(template))


@given(st.sampled_from(TEMPLATES), st.integers(0, 10**6))
def test_any_call(template, seed):
    check(template, seed)

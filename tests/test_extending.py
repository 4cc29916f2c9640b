"""Functions, methods and attributes that users add to compiled code."""

import numpy as np
import pytest

import numlir as nb
from numlir import types
from numlir.extending import is_jitted, overload, overload_attribute, overload_method, register_jitable


def scale(x, by=2):
    return x * by


@overload(scale)
def _scale(x, by=2):
    if isinstance(x, types.Array):

        def of_array(x, by=2):
            out = np.empty(x.size, x.dtype)
            for i in range(x.size):
                out[i] = x[i] * by
            return out

        return of_array
    if isinstance(x, types.Float):
        return lambda x, by=2: x * by + 0.5
    return None


def test_overload_is_chosen_by_type():
    @nb.njit
    def f(x):
        return scale(x)

    np.testing.assert_array_equal(f(np.arange(4)), np.arange(4) * 2)
    assert f(1.5) == 3.5


def test_overload_with_keywords():
    @nb.njit
    def f(x, k):
        return scale(x, by=k)

    np.testing.assert_array_equal(f(np.arange(4.0), 3), np.arange(4) * 3.0)


def test_type_that_no_overload_serves():
    @nb.njit
    def f(x):
        return scale(x)

    with pytest.raises(nb.errors.TypingError, match="No implementation of function scale"):
        f((1, 2))


def test_overload_that_calls_others():
    def outer(x):
        raise NotImplementedError

    @register_jitable
    def helper(x):
        return x + 1

    @overload(outer)
    def _outer(x):
        return lambda x: helper(scale(x))

    @nb.njit
    def f(x):
        return outer(x)

    assert f(2.0) == 5.5


def test_overload_by_literal():
    def pick(x, which):
        raise NotImplementedError

    @overload(pick, prefer_literal=True)
    def _pick(x, which):
        if not isinstance(which, types.Literal):
            return None
        if which.literal_value == "first":
            return lambda x, which: x[0]
        return lambda x, which: len(x)

    @nb.njit
    def f(x):
        return pick(x, "first"), pick(x, "length")

    assert f(np.array([7.5, 1.0])) == (7.5, 2)


def test_method_and_attribute():
    @overload_method(types.Array, "tripled_first")
    def _tripled_first(array, plus=0):
        return lambda array, plus=0: array[0] * 3 + plus

    @overload_attribute(types.Array, "last")
    def _last(array):
        return lambda array: array[array.size - 1]

    @nb.njit
    def f(x):
        return x.tripled_first(), x.tripled_first(plus=4), x.last

    assert f(np.array([2, 5])) == (6, 10, 5)


def test_error_inside_the_overload_function():
    def broken(x):
        raise NotImplementedError

    @overload(broken)
    def _broken(x):
        raise RuntimeError("cannot say")

    @nb.njit
    def f(x):
        return broken(x)

    with pytest.raises(nb.errors.TypingError, match="cannot say") as caught:
        f(1)
    assert "return broken(x)" in str(caught.value)


def test_error_inside_the_implementation_is_shown_there():
    def ill(x):
        raise NotImplementedError

    @overload(ill)
    def _ill(x):
        def implementation(x):
            return x.no_such_thing

        return implementation

    @nb.njit
    def f(x):
        return ill(x)

    with pytest.raises(nb.errors.TypingError, match="no_such_thing") as caught:
        f(1)
    assert "return x.no_such_thing" in str(caught.value)


def test_exceptions_of_an_implementation():
    def careful(x):
        raise NotImplementedError

    @overload(careful)
    def _careful(x):
        def implementation(x):
            if x < 0:
                raise ValueError("negative")
            return x

        return implementation

    @nb.njit
    def f(x):
        return careful(x)

    assert f(3) == 3
    with pytest.raises(ValueError, match="negative"):
        f(-3)


def test_is_jitted():
    assert is_jitted(nb.njit(lambda x: x))
    assert not is_jitted(len)


def test_types_have_numbas_names():
    assert types.float64[:, ::1] == types.Array(types.float64, 2, "C")
    assert types.float64[::1, :].layout == "F"
    assert str(types.Tuple((types.int64, types.int64))) == "UniTuple(int64 x 2)"
    assert types.from_dtype(np.float32) is types.float32
    assert types.int8.minval == -128 and types.uint8.maxval == 255


@pytest.mark.parametrize("name", ["lower_builtin", "register_model", "typeof_impl", "box", "models"])
def test_what_changes_numbas_compiler_is_refused_where_it_is_used(name):
    from numlir import extending

    low_level = getattr(extending, name)
    with pytest.raises(nb.errors.UnsupportedError, match=f"numlir has no {name}: .* Instead of it serves numlir"):
        low_level(lambda typingctx, x: None)
    with pytest.raises(nb.errors.UnsupportedError, match="docs/extending.md"):
        low_level.register
    assert not hasattr(extending, "lower_everything")

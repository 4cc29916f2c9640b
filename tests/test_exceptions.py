"""try, except, else and finally: what is caught, what goes on, what is raised anew, and what is left behind."""

import gc
import threading
import traceback

import numpy as np
import pytest
from numlir import njit
from numlir._numlir import live_blocks


class Base(Exception):
    pass


class Derived(Base):
    def __init__(self, a, b):
        super().__init__(a, b)
        self.first = a


class Keyed(Base, KeyError):
    pass


@njit
def throw(k, x):
    if k == 1:
        raise ValueError("one")
    if k == 2:
        raise KeyError("two", x)
    if k == 3:
        raise Base(x)
    if k == 4:
        raise Derived(x, "b")
    if k == 5:
        raise RuntimeError
    if k == 6:
        raise Keyed(f"key {x}")
    if k == 7:
        raise KeyError("only")
    if k == 8:
        raise OverflowError(1.5, (x, None), True)
    return x


@njit
def which(k):
    try:
        return throw(k, 10)
    except (ValueError, LookupError):
        return -1
    except Derived:
        return -2
    except Base:
        return -3
    except Exception:
        return -4


@njit
def texts(k):
    try:
        throw(k, 7)
    except Exception as e:
        return str(e), repr(e), f"<{e}>", isinstance(e, KeyError)
    return "", "", "", False


@njit
def raised_anew(k):
    try:
        throw(k, 3)
    except Base:
        raise
    except ValueError as e:
        raise RuntimeError("wrapped", k) from e
    except LookupError as e:
        raise e
    except ArithmeticError:
        raise TypeError("no cause") from None
    return 1


@njit
def element(a, i):
    try:
        return a[i]
    except IndexError:
        return -1.0


@njit
def all_clauses(x, y):
    r = 0
    try:
        r = x // y
    except ZeroDivisionError:
        r = -1
    else:
        r += 100
    finally:
        r += 1000
    return r


@njit
def in_loop(a):
    total, bad = 0.0, 0
    for i in range(10):
        try:
            total += a[i]
        except IndexError:
            bad += 1
            continue
        finally:
            bad += 100
    return total, bad


@njit
def around_loop(a, n):
    total = 0.0
    try:
        for i in range(n):
            for j in range(2):
                total += a[i] * j
    except IndexError:
        total = -total
    return total


@njit
def breaks(x):
    n = 0
    while True:
        try:
            n += x
            if n > 5:
                break
            if n == 3:
                raise ValueError("x")
        except ValueError:
            n += 1
        finally:
            n += 10
    return n


@njit
def returns_text(x):
    try:
        if x:
            return "a" + str(x)
        raise ValueError(f"bad {x}")
    except ValueError as e:
        return str(e)
    finally:
        np.ones(3)


@njit
def arrays(n, k):
    try:
        a = np.ones(n)
        b = a + 1
        if k >= n:
            raise IndexError("k", k)
        c = np.concatenate((a, b))
        return c[k + n] + b.sum()
    except IndexError:
        d = np.zeros(5)
        return d.sum() - 1


@njit
def nested(x):
    try:
        try:
            return 1 // x
        except ValueError:
            return -5
        finally:
            x = x + 1
    except ZeroDivisionError:
        return x + 100


@njit
def from_handler(x):
    try:
        try:
            raise KeyError(x)
        except KeyError:
            raise ValueError("from handler")
    except ValueError as e:
        return str(e)


@njit
def bare(a):
    try:
        return np.linalg.inv(a)[0, 0]
    except:  # noqa: E722
        return -1.0


@njit
def lists(x):
    r = [1, 2, 3]
    try:
        r.append(4)
        r.pop(x)
        r.append(r.index(9))
    except ValueError:
        r.append(77)
    except IndexError:
        r.append(88)
    return r


@njit
def asserted(x):
    try:
        assert x > 0, f"x is {x}"
    except AssertionError as e:
        return str(e)
    return "ok"


@njit
def stored(n, i, m):
    a = np.zeros(n)
    try:
        a[i] = 5
        a[:] = np.ones(m)
    except (IndexError, ValueError) as e:
        return str(e)
    return "fine"


@njit
def parsed(s):
    try:
        return int(s)
    except ValueError:
        return None


@njit
def handler_that_nothing_reaches(x):
    try:
        y = x + 1
    except ValueError:
        y = "text"
    return y


@njit
def always():
    raise RuntimeError("no")


@njit
def of_what_always_raises(x):
    try:
        always()
    except RuntimeError:
        return x
    return "never"


@njit
def recursive(n):
    try:
        if n == 0:
            raise ValueError("bottom")
        return recursive(n - 1) + 1
    except ValueError:
        return 0 if n % 2 else recursive_raise(n)


@njit
def recursive_raise(n):
    if n > 100:
        return 1
    raise KeyError(n)


@njit
def many(n):
    caught = 0
    for i in range(n):
        try:
            if i % 3 == 0:
                raise ValueError(i)
            if i % 3 == 1:
                raise Derived(i, i)
        except ValueError:
            caught += 1
        except Base as e:
            caught += len(str(e))
    return caught


@njit
def kept(k):
    try:
        throw(k, 1)
        return "none"
    except Exception as first:
        try:
            throw(k + 1, 2)
        except Exception as second:
            return str(first) + "/" + str(second)
    return "one"


CASES = [
    *[(which, (k,)) for k in range(9)],
    *[(texts, (k,)) for k in range(9)],
    *[(raised_anew, (k,)) for k in range(9)],
    (element, (np.arange(3.0), 1)),
    (element, (np.arange(3.0), 7)),
    (all_clauses, (7, 2)),
    (all_clauses, (7, 0)),
    (in_loop, (np.arange(4.0),)),
    (around_loop, (np.arange(4.0), 4)),
    (around_loop, (np.arange(4.0), 9)),
    (breaks, (1,)),
    (returns_text, (0,)),
    (returns_text, (3,)),
    (arrays, (3, 1)),
    (arrays, (3, 9)),
    (nested, (0,)),
    (nested, (2,)),
    (from_handler, (3,)),
    (bare, (np.zeros((2, 2)),)),
    (bare, (np.eye(2),)),
    *[(lists, (x,)) for x in (0, 1, 50)],
    (stored, (3, 1, 3)),
    (stored, (3, 8, 3)),
    (stored, (3, 1, 4)),
    (parsed, ("12",)),
    (parsed, ("ab",)),
    (handler_that_nothing_reaches, (1,)),
    (of_what_always_raises, (1,)),
    (recursive, (4,)),
    (many, (100,)),
    *[(kept, (k,)) for k in range(8)],
]


def outcome(function, arguments):
    try:
        return function(*arguments)
    except Exception as error:
        chain = []
        while error is not None:
            chain.append((type(error), error.args))
            error = error.__cause__
        return chain


@pytest.mark.parametrize(("function", "arguments"), CASES, ids=lambda value: getattr(value, "__name__", None))
def test_outcomes_are_cpythons_and_nothing_is_left_behind(function, arguments):
    assert outcome(function, arguments) == outcome(function.py_func, arguments)
    gc.collect()
    before = live_blocks()
    for _ in range(5):
        outcome(function, arguments)
    gc.collect()
    assert live_blocks() == before


def test_assertions():
    # pytest rewrites the assert statements that CPython runs.
    assert asserted(1) == "ok"
    assert asserted(-4) == "x is -4"


def test_attributes_of_a_users_exception():
    with pytest.raises(Derived) as caught:
        throw(4, 9)
    assert caught.value.first == 9


def test_the_traceback_of_what_is_raised_anew_begins_where_it_was_raised():
    with pytest.raises(Base) as caught:
        raised_anew(3)
    frames = traceback.extract_tb(caught.value.__traceback__)
    assert [frame.name for frame in frames[-2:]] == ["raised_anew", "throw"]
    assert frames[-1].line == "raise Base(x)"


def test_a_cause_has_its_own_traceback():
    with pytest.raises(RuntimeError) as caught:
        raised_anew(1)
    cause = caught.value.__cause__
    assert traceback.extract_tb(cause.__traceback__)[-1].line == 'raise ValueError("one")'


def test_classes_of_the_same_name_are_told_apart():
    def make():
        class Local(Exception):
            pass

        return Local

    First, Second = make(), make()

    @njit
    def tell(k):
        try:
            if k:
                raise First("a")
            raise Second("b")
        except Second:
            return 2
        except First:
            return 1

    assert (tell(1), tell(0)) == (1, 2)


def test_a_loop_in_a_try_is_a_loop_over_a_range():
    @njit
    def summed(a):
        total = 0.0
        try:
            for i in range(len(a)):
                total += a[i]
            total /= len(a)
        except ZeroDivisionError:
            total = -1.0
        return total

    assert summed(np.arange(4.0)) == 1.5
    assert summed(np.zeros(0)) == -1.0


@njit
def raise_alone():
    raise


def test_raise_alone_raises_what_the_caller_handles():
    with pytest.raises(RuntimeError, match="No active exception to reraise"):
        raise_alone()
    original = ZeroDivisionError("first")
    with pytest.raises(ZeroDivisionError) as caught:
        try:
            raise original
        except ZeroDivisionError:
            raise_alone()
    assert caught.value is original and original.__context__ is None
    names = [frame.name for frame in traceback.extract_tb(original.__traceback__)]
    here = "test_raise_alone_raises_what_the_caller_handles"
    assert names == [here, "raise_alone", here]


def test_an_exception_whose_class_refuses_its_arguments_is_the_users_error():
    @njit
    def wrong():
        raise Derived(1)

    with pytest.raises(TypeError, match="missing 1 required positional argument: 'b'") as caught:
        wrong()
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (last.name, last.line) == ("wrong", "raise Derived(1)")


@njit
def of_any(a):
    raise ValueError("made with", a)


@njit
def of_any_in_try(a):
    try:
        of_any(a)
    except ValueError as error:
        text = str(error)
        if len(text) > 1000:
            raise
    raise KeyError(a, [a])


@pytest.mark.parametrize(
    "value", [np.arange(3.0), [1, 2], {3}, (np.ones(2), "x"), ([1.5], None), [np.arange(2)], np.array([], np.int32)], ids=str
)
def test_exceptions_are_made_with_any_value(value):
    for function, arguments in (of_any, ("made with", value)), (of_any_in_try, (value, [value])):
        with pytest.raises((ValueError, KeyError)) as raised:
            function(value)
        assert repr(raised.value.args) == repr(arguments)


@njit
def of_made(n):
    table = {"a": n}
    raise ValueError(table, np.arange(n))


@njit
def swallowed(n):
    caught = 0
    for i in range(n):
        try:
            of_made(i)
        except ValueError:
            caught += 1
    return caught


def test_values_of_exceptions_are_let_go_of():
    swallowed(10)
    before = live_blocks()
    assert swallowed(100) == 100
    with pytest.raises(ValueError) as raised:
        of_made(2)
    assert dict(raised.value.args[0]) == {"a": 2} and list(raised.value.args[1]) == [0, 1]
    del raised
    gc.collect()
    assert live_blocks() == before


def test_values_of_exceptions_outlive_their_function():
    @njit
    def short_lived():
        raise ValueError({"first": 1, "second": 2})

    with pytest.raises(ValueError) as raised:
        short_lived()
    value = raised.value.args[0]
    del short_lived, raised
    gc.collect()
    assert list(value.keys()) == ["first", "second"] and repr(dict(value)) == "{'first': 1, 'second': 2}"


def test_recursion_on_a_small_stack():
    @njit
    def depth(n):
        return 0 if n == 0 else depth(n - 1) + 1

    results = []

    def call():
        results.append(depth(100))
        with pytest.raises(RecursionError):
            depth(10**7)
        results.append(depth(101))

    before = threading.stack_size(256 << 10)
    try:
        thread = threading.Thread(target=call)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert results == [100, 101]


def test_many_handlers_of_classes_by_turns(tmp_path):
    lines = ["def f(x, a):", "    s = 0"]
    for i in range(120):
        body = (f"s += 10 // (x - {i})", f"s += a[{i} * x]", f"if x == {i}: raise KeyError('k')")[i % 3]
        lines += ["    try:", f"        {body}", f"    except {('ZeroDivisionError', '(IndexError, KeyError)')[i % 2]}:", f"        s += {i}"]
    file = tmp_path / "handlers.py"
    file.write_text("\n".join([*lines, "    return s", ""]))
    names = {}
    exec(compile(file.read_text(), str(file), "exec"), names)
    f, compiled = names["f"], njit(names["f"])
    for x in (1, 7, 60, 119, 500):
        a = np.arange(1000)
        try:
            expected = f(x, a)
        except (KeyError, IndexError, ZeroDivisionError) as error:
            with pytest.raises(type(error)):
                compiled(x, a)
        else:
            assert compiled(x, a) == expected

"""What programs written for numba reach for beside compiled code: configuration, introspection, names of modules, the command."""

import importlib
import os
import subprocess
import sys
import textwrap
import typing
import warnings

import numpy as np
import pytest

import numlir as nb
from numlir import float64, int64, types
from numlir.extending import as_numba_type

FACTOR = 2


@nb.njit
def scaled(x):
    return FACTOR * x


def test_recompile(monkeypatch):
    assert scaled(3) == 6
    monkeypatch.setitem(globals(), "FACTOR", 5)
    assert scaled(3) == 6
    scaled.recompile()
    assert scaled(3) == 15 and scaled.signatures == [(int64,)]
    assert scaled(1.5) == 7.5


def test_recompile_of_signatures():
    @nb.njit([int64(int64), float64(float64)])
    def f(x):
        return x + 1

    f.recompile()
    assert f.signatures == [(int64,), (float64,)]
    with pytest.raises(TypeError):
        f(1j)
    assert f(1.5) == 2.5


def test_a_call_goes_on_while_the_function_is_compiled_anew():
    @nb.njit
    def f(x):
        with nb.objmode():
            f.recompile()
        return x + 1

    assert f(1) == 2 and f(2) == 3


def test_what_the_decorator_was_given():
    @nb.njit(nogil=True, fastmath={"nnan"}, error_model="numpy", boundscheck=False)
    def f(x):
        return x

    options = f.targetoptions
    assert options["nopython"] and options["nogil"] and "parallel" not in options
    assert (options["fastmath"], options["error_model"], options["boundscheck"]) == ({"nnan"}, "numpy", False)
    assert nb.njit(fastmath=True)(lambda x: x).targetoptions["fastmath"] is True
    assert nb.jit(forceobj=True, nogil=True)(lambda x: x).targetoptions == {"nopython": False, "forceobj": True, "nogil": True}


def test_overloads_and_their_data():
    f = nb.njit(lambda x: x + 1)
    f(1)
    assert f.get_overload((int64,))(4) == 5
    assert f.get_metadata()[(int64,)]["compile_time"] >= 0
    assert sum(f.stats.cache_misses.values()) == sum(f._cache_misses.values()) == 1
    assert f.stats.cache_path is None and not f._cache_hits


def test_options_that_change_nothing_say_so():
    from numlir import options

    options._warned.discard("no_cpython_wrapper")
    with pytest.warns(nb.errors.NumlirWarning, match="no_cpython_wrapper"):
        nb.njit(no_cpython_wrapper=True)(lambda x: x)
    options._warned.discard("no_cfunc_wrapper")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nb.njit(no_cfunc_wrapper=False)(lambda x: x)


@pytest.mark.parametrize(
    "name",
    [
        *("core.types", "core.errors", "core.config", "core.registry", "core.dispatcher", "core.decorators", "core.sigutils"),
        *("core.extending", "np.numpy_support", "np.ufunc", "misc.special", "typed.typedlist", "typed.typeddict", "extending"),
    ],
)
def test_names_of_modules(name):
    assert importlib.import_module(f"numlir.{name}")


def test_dtypes_by_numbas_module():
    from numlir.np import numpy_support

    assert numpy_support.from_dtype(np.dtype("i4")) == types.int32
    assert numpy_support.as_dtype(types.complex64) == np.complex64
    assert [numpy_support.map_layout(a) for a in (np.ones((2, 3)), np.ones((2, 3)).T, np.ones((4, 4))[::2, ::2])] == ["C", "F", "A"]


@pytest.mark.parametrize(
    ("annotation", "type_"),
    [
        *((int, types.int64), (float, types.float64), (bool, types.boolean), (complex, types.complex128), (str, types.unicode_type)),
        *((None, types.none), (typing.List[int], types.ListType(types.int64)), (list[float], types.ListType(types.float64))),
        (dict[str, int], types.DictType(types.unicode_type, types.int64)),
        (tuple[int, float], types.Tuple((types.int64, types.float64))),
        *((typing.Optional[float], types.Optional(types.float64)), (int | None, types.Optional(types.int64))),
        (types.float64[:], types.float64[:]),
    ],
)
def test_types_of_annotations(annotation, type_):
    assert as_numba_type(annotation) == type_


def test_annotations_that_are_added():
    class Metres:
        pass

    with pytest.raises(nb.TypingError, match="Metres"):
        as_numba_type(Metres)
    as_numba_type.register(Metres, types.float64)
    assert as_numba_type(list[Metres]) == types.ListType(types.float64)
    with pytest.raises(nb.TypingError):
        as_numba_type(int | str)


def test_a_class_with_annotated_containers():
    from numlir.experimental import jitclass

    @jitclass
    class Stack:
        items: typing.List[int]
        top: int | None

        def __init__(self):
            self.items = nb.typed.List.empty_list(types.int64)
            self.top = None

        def push(self, x):
            self.items.append(x)
            self.top = x

    stack = Stack()
    assert stack.top is None
    stack.push(3)
    assert (list(stack.items), stack.top) == ([3], 3)


def run(text, *arguments, **environment):
    given = {key: value for key, value in os.environ.items() if not key.startswith(("NUMLIR_", "NUMBA_"))}
    return subprocess.run(
        [sys.executable, *arguments], input=text, capture_output=True, text=True, env=given | environment, timeout=60
    )


def program(tmp_path, text):
    file = tmp_path / "program.py"
    file.write_text(textwrap.dedent(text))
    return str(file)


def test_numbas_variables_count(tmp_path):
    text = """
        from numlir import config
        print(config.DISABLE_JIT, config.NUMBA_NUM_THREADS, config.OPT, config.CACHE_DIR, config.BOUNDSCHECK)
    """
    variables = {"NUMBA_DISABLE_JIT": "1", "NUMBA_NUM_THREADS": "3", "NUMBA_OPT": "1", "NUMBA_BOUNDSCHECK": "0"}
    done = run("", program(tmp_path, text), **variables, NUMBA_CACHE_DIR="theirs", NUMLIR_CACHE_DIR="ours")
    assert done.stdout.split() == ["True", "3", "1", "ours", "False"]


def test_dumps(tmp_path):
    text = """
        import numlir as nb
        @nb.njit
        def f(x):
            return x + 1
        f(1); f(2); f(1.5)
        nb.njit("i8(i8)")(lambda x: x * 2)
    """
    done = run("", program(tmp_path, text), NUMLIR_DUMP_OPTIMIZED="1")
    assert done.stdout.count("DUMP_OPTIMIZED") == 3 and done.stdout.count("define ") >= 3, done.stdout + done.stderr


def test_reports_of_parallel_loops(tmp_path):
    text = """
        import numlir as nb
        @nb.njit(parallel=True)
        def f(n):
            s = 0
            for i in nb.prange(n):
                s += i
            return s
        f(10)
    """
    done = run("", program(tmp_path, text), NUMLIR_PARALLEL_DIAGNOSTICS="4")
    assert "parallel" in done.stdout and "for i in nb.prange(n)" in done.stdout, done.stdout + done.stderr


def test_bounds_are_checked_or_not_whatever_decorators_say(monkeypatch):
    monkeypatch.setattr(nb.config, "BOUNDSCHECK", True)

    @nb.njit(boundscheck=False)
    def f(a, i):
        return a[i]

    with pytest.raises(IndexError):
        f(np.arange(3), 5)


def test_a_whole_module(tmp_path):
    text = """
        from math import sqrt
        from numlir import jit_module, njit
        from textwrap import dedent
        def f(x): return x + 1
        @njit
        def g(x): return f(x)
        class C: pass
        jit_module(nogil=True)
        def h(x): return x
        kinds = [type(each).__name__ for each in (f, g, C, h, dedent)]
        print(kinds, f(1), g(2), f.targetoptions["nogil"])
    """
    done = run("", program(tmp_path, text))
    assert done.stdout.strip() == "['Dispatcher', 'Dispatcher', 'type', 'function', 'function'] 2 3 True", done.stderr


def test_the_report_on_the_system_may_be_cut_off():
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; '{sys.executable}' -m numlir -s | head -1"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0 and done.stdout.startswith("numlir") and not done.stderr


def test_the_version():
    version = nb.version_info
    assert version.full == nb.__version__ and version[:3] == version.tuple and version.short == f"{version.major}.{version.minor}"


def test_ufuncs_by_numbas_classes():
    from numlir.np.ufunc import GUVectorize, Vectorize
    from numlir.np.ufunc.dufunc import DUFunc

    add = DUFunc(lambda x, y: x + y, targetoptions={"nopython": True})
    assert isinstance(add, np.ufunc) and isinstance(add, DUFunc) and not isinstance(np.add, DUFunc)
    assert add(1, 2.5) == 3.5
    building = Vectorize(lambda x: x * 2)
    building.add(int64(int64))
    building.add("float64(float64)")
    assert building.build_ufunc()(np.arange(3)).tolist() == [0, 2, 4]

    def total(a, out):
        out[0] = a.sum()

    building = GUVectorize(total, "(n)->()")
    building.add("void(float64[:], float64[:])")
    assert building.build_ufunc()(np.ones((2, 3))).tolist() == [3, 3]

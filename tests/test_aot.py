"""Libraries compiled ahead of time: loaded by processes that have no numlir, and by programs in C."""

import ctypes
import importlib.util
import math
import subprocess
import sys
import textwrap
from pathlib import Path

import numlir as nb
import numpy as np
import pytest
from numlir import aot, types
from numlir.errors import TypingError, UnsupportedError
from numlir.pycc import CC

@pytest.fixture(scope="module", autouse=True)
def archive():
    path = Path(aot.__file__).with_name("lib") / "libnumlir_aot.a"
    assert path.exists(), "'make build' makes the archive"

WEIGHTS = np.array([0.5, 0.25, 0.125])
SITE_PACKAGES = str(Path(np.__file__).parents[1])


def norm(a):
    """The Euclidean norm."""
    total = 0.0
    for x in a:
        total += x * x
    return math.sqrt(total)


def weighted(a):
    return (a * WEIGHTS).sum()


def scaled(a, factor):
    return a * factor


def greet(name, times):
    return "hello " + name * times


def divided(x, y):
    if y < 0:
        raise ValueError("negative", y)
    return x // y


def table(n):
    return np.arange(n) * 2, n, 1.5


def first_row(a):
    return a[0]


@nb.njit(parallel=True)
def total(a):
    s = 0.0
    for i in nb.prange(a.size):
        s += np.sin(a[i])
    return s


def solve(a, b):
    return np.linalg.solve(a, b)


def say(n, a):
    print("n is", n, a)


@nb.njit(nogil=True)
def spin(n):
    x = 1.0
    for _ in range(n):
        x = x * 0.999999 + 0.5
    return x


EXPORTS = {
    "spin": (spin, "f8(i8)"),
    "norm": (norm, "f8(f8[:])"),
    "weighted": (weighted, "f8(f8[::1])"),
    "scaled": (scaled, "f8[:,::1](f8[:,::1], f8)"),
    "greet": (greet, types.unicode_type(types.unicode_type, types.int64)),
    "divided": (divided, "i8(i8, i8)"),
    "table": (table, "(i8,)"),
    "first_row": (first_row, "(f8[:,::1],)"),
    "total": (total, "f8(f8[::1])"),
    "solve": (solve, "(f8[:,::1], f8[::1])"),
    "say": (say, "(i8, f8[:])"),
    "conjugate": (lambda z: z.conjugate(), "c16(c16)"),
    "negate": (lambda b: not b, "b1(b1)"),
}


@pytest.fixture(scope="module")
def module_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("modules")
    aot.extension_module("compiled", EXPORTS, folder)
    return folder


def without_numlir(folder, code):
    """What a process prints that finds NumPy, SciPy and the folder, but no numlir."""
    blocked = "import sys; sys.modules['numlir'] = None; sys.path[:0] = [%r]\n" % str(folder)
    outcome = subprocess.run(
        [sys.executable, "-c", blocked + textwrap.dedent(code)], capture_output=True, text=True, timeout=120,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder)},
    )
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout


def test_a_module_computes_in_a_process_without_numlir(module_folder):
    said = without_numlir(module_folder, """
        import numpy as np, compiled
        a = np.arange(10.0)
        print(compiled.norm(a[::3]) == np.sqrt((a[::3] ** 2).sum()))
        print(compiled.weighted(np.array([1.0, 2.0, 4.0])))
        print(compiled.scaled(np.ones((2, 3)), factor=2.5).tolist())
        print(compiled.greet("wörld \\N{SNOWMAN} ", 2))
        print(compiled.divided(-7, 2), compiled.divided(7.9, 2), compiled.conjugate(1 + 2j), compiled.negate([]))
        print([x.tolist() if hasattr(x, "tolist") else x for x in compiled.table(3)])
        print(compiled.total(a) == compiled.total(a.copy()), abs(compiled.total(a) - np.sin(a).sum()) < 1e-12)
        m = np.array([[2.0, 1.0], [1.0, 3.0]])
        print(np.allclose(m @ compiled.solve(m, np.array([1.0, 2.0])), [1, 2]))
        compiled.say(3, np.array([1.0, 2.5]))
        print(sorted(name for name in sys.modules if name.startswith("numlir")), compiled.norm.__doc__)
    """)
    assert said.splitlines() == [
        "True", "1.5", "[[2.5, 2.5, 2.5], [2.5, 2.5, 2.5]]", "hello wörld ☃ wörld ☃ ",
        "-4 3 (1-2j) True", "[[0, 2, 4], 3, 1.5]", "True True", "True", "n is 3 [1.  2.5]", "['numlir'] The Euclidean norm.",
    ]  # fmt: skip


def test_views_of_arguments_share_their_memory_and_keep_it(module_folder):
    said = without_numlir(module_folder, """
        import gc, numpy as np, compiled
        a = np.arange(6.0).reshape(2, 3)
        row = compiled.first_row(a)
        row[1] = 9
        print(a[0, 1], np.shares_memory(a, row))
        del a
        gc.collect()
        print(row.tolist())
        for _ in range(1000):
            made = compiled.scaled(np.ones((100, 100)), 2.0)
        print(made.sum(), made.flags.writeable)
    """)
    assert said.splitlines() == ["9.0 True", "[0.0, 9.0, 2.0]", "20000.0 True"]


def test_functions_of_a_module_are_functions(module_folder):
    said = without_numlir(module_folder, """
        import pickle, compiled
        print(compiled.norm, compiled.norm.__module__, compiled.norm.__name__, compiled.norm.__self__ is compiled)
        print(pickle.loads(pickle.dumps(compiled.norm)) is compiled.norm)
    """)
    assert said.splitlines() == ["<built-in function norm> compiled norm True", "True"]


def test_other_threads_run_during_a_call_without_the_interpreters_lock(module_folder):
    said = without_numlir(module_folder, """
        import threading, time, compiled
        count, over = 0, False

        def counting():
            global count
            while not over:
                count += 1
                time.sleep(0.001)

        thread = threading.Thread(target=counting)
        thread.start()
        time.sleep(0.05)
        before, start = count, time.perf_counter()
        compiled.spin(50_000_000)
        seconds, counted = time.perf_counter() - start, count - before
        over = True
        thread.join()
        print(seconds > 0.03, counted >= 3)
    """)
    assert said == "True True\n"


def test_errors_are_pythons_with_the_users_lines(module_folder):
    said = without_numlir(module_folder, """
        import traceback, numpy as np, compiled
        for arguments in [(1, 0), (1, -3)]:
            try:
                compiled.divided(*arguments)
            except Exception as error:
                last = traceback.extract_tb(error.__traceback__)[-1]
                print(type(error).__name__, error.args, last.name, last.filename.rsplit("/")[-1], last.line)
        for call in [
            lambda: compiled.divided("1", 2),
            lambda: compiled.divided(1),
            lambda: compiled.divided(1, z=2),
            lambda: compiled.divided(2**70, 1),
            lambda: compiled.weighted(np.ones(6)[::2]),
            lambda: compiled.weighted(np.ones(3, "f4")),
            lambda: compiled.weighted([1.0]),
            lambda: compiled.norm(np.broadcast_to(1.0, 3)),
        ]:
            try:
                call()
            except Exception as error:
                print(type(error).__name__, error)
    """)
    assert said.splitlines() == [
        "ZeroDivisionError ('integer division or modulo by zero',) divided test_aot.py return x // y",
        "ValueError ('negative', -3) divided test_aot.py raise ValueError(\"negative\", y)",
        "TypeError argument 'x' must be int64, not str",
        "TypeError divided() takes 2 arguments (1 given)",
        "TypeError divided() got an unexpected keyword argument 'z'",
        "OverflowError Python int too large to convert to C long",
        "TypeError argument 'a' must be array(float64, 1d, C), not an array of float64 with 1 axes",
        "TypeError argument 'a' must be array(float64, 1d, C), not an array of float32 with 1 axes",
        "TypeError argument 'a' must be array(float64, 1d, C), not list",
        "TypeError argument 'a' is read-only, and array(float64, 1d, A) is not",
    ]


def test_the_interface_of_numbas_cc(tmp_path):
    cc = CC("pycc_module")
    cc.output_dir = tmp_path
    assert Path(cc.output_file).name.startswith("pycc_module.") and cc.name == "pycc_module"

    @cc.export("multi", "i4(i4, i4)")
    @cc.export("multf", "f8(f8, f8)")
    def mult(a, b):
        return a * b

    with pytest.raises(KeyError, match="duplicated export symbol multi"):
        cc.export("multi", "i8(i8, i8)")
    assert mult(2, 3) == 6
    cc.compile()
    spec = importlib.util.spec_from_file_location("pycc_module", tmp_path / cc.output_file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.multi(123, 321) == 123 * 321 and module.multf(0.5, 3) == 1.5
    assert module.multi(2**31 - 1, 2) == -2


def test_setuptools_builds_the_extension(tmp_path):
    Path(tmp_path, "setup.py").write_text(textwrap.dedent("""
        from setuptools import setup
        from numlir.pycc import CC
        cc = CC("halves")
        @cc.export("half", "f8(f8)")
        def half(x):
            return x / 2
        setup(name="halves", ext_modules=[cc.distutils_extension()])
    """))
    command = [sys.executable, "setup.py", "-q", "build_ext", "--inplace"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    assert without_numlir(tmp_path, "import halves; print(halves.half(3))") == "1.5\n"


C_PROGRAM = """
#include "vectors.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    double data[6] = {1, 2, 3, 4, 5, 6}, result;
    numlir_float64_1d a = numlir_float64_1d_at(data, 3);
    numlir_float64_2d m = numlir_float64_2d_at(data, 2, 3), made;
    numlir_int64_1d numbers;
    int64_t quotient, count;
    double half;
    char *text;
    int32_t status = norm(&a, &result);
    printf("%d %.17g\\n", status, result);
    a.strides[0] = 16;
    status = norm(&a, &result);
    printf("%d %.17g\\n", status, result);
    status = weighted(&a, &result);
    printf("%d %s\\n", status, vectors_error_text());
    printf("%d\\n", scaled(&m, 10, &made));
    printf("%g %g %d %d\\n", made.data[0], made.data[5], (int)made.shape[1], made.owner != NULL);
    vectors_release(made.owner);
    status = divided(1, 0, &quotient);
    printf("%d %s\\n", status, vectors_error_text());
    status = divided(1, -3, &quotient);
    printf("%d %s\\n", status, vectors_error_text());
    status = divided(-7, 2, &quotient);
    printf("%d %d\\n", status, (int)quotient);
    printf("%d\\n", greet("w\\xc3\\xb6rld", 2, &text));
    printf("%s\\n", text);
    free(text);
    printf("%d\\n", table(3, &numbers, &count, &half));
    printf("%d %d %g\\n", (int)numbers.data[2], (int)count, half);
    vectors_release(numbers.owner);
    numlir_complex128 z = {1, 2}, w;
    printf("%d\\n", conjugate(z, &w));
    printf("%g %g\\n", w.real, w.imaginary);
    return 0;
}
"""


def test_a_c_program_links_the_library(tmp_path):
    functions = {
        name: EXPORTS[name] for name in ("norm", "weighted", "scaled", "divided", "greet", "table", "conjugate", "total")
    }
    library = aot.shared_library(tmp_path / "libvectors.so", functions, header=tmp_path / "vectors.h")
    (tmp_path / "main.c").write_text(C_PROGRAM)
    strict = ["-Wall", "-Wextra", "-Werror", "-std=c11", "-pedantic"]
    command = ["cc", *strict, "main.c", "-L.", "-lvectors", f"-Wl,-rpath,{tmp_path}", "-o", "main"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=60)
    said = subprocess.run(["./main"], cwd=tmp_path, check=True, capture_output=True, text=True, timeout=60).stdout
    file, quotient = Path(__file__), divided.__code__.co_firstlineno
    assert said.splitlines() == [
        f"0 {math.sqrt(14):.17g}",
        f"0 {math.sqrt(35):.17g}",
        "3 TypeError: argument 'a' is not contiguous in C order",
        "0",
        "10 60 3 1",
        f"6 ZeroDivisionError: integer division or modulo by zero ({file}:{quotient + 3}, in divided)",
        f"2 ValueError: negative, -3 ({file}:{quotient + 2}, in divided)",
        "0 -4",
        "0",
        "hello wörldwörld",
        "0",
        "4 3 1.5",
        "0",
        "1 -2",
    ]
    subprocess.run(["g++", "-fsyntax-only", "-Wall", "-Werror", "-x", "c++", "vectors.h"], cwd=tmp_path, check=True)
    exported = subprocess.run(["nm", "-D", "--defined-only", library], check=True, capture_output=True, text=True).stdout
    names = {line.split()[-1] for line in exported.splitlines()}
    assert names == {*functions, "vectors_error_text", "vectors_release"}
    undefined = subprocess.run(["nm", "-D", "--undefined-only", library], check=True, capture_output=True, text=True).stdout
    assert "Py" not in undefined


def test_functions_in_c_run_on_several_threads(tmp_path):
    path = aot.shared_library(tmp_path / "libsums.so", {"total": EXPORTS["total"]})
    library = ctypes.CDLL(str(path))
    a = np.linspace(0, 1, 100_000)

    class Array(ctypes.Structure):
        _fields_ = [(name, ctypes.c_void_p) for name in ("data", "owner")] + [
            (name, ctypes.c_int64 * 1) for name in ("shape", "strides")
        ]

    described = Array(a.ctypes.data, None, a.ctypes.shape, a.ctypes.strides)
    result = ctypes.c_double()
    assert library.total(ctypes.byref(described), ctypes.byref(result)) == 0
    assert result.value == total(a)


def test_the_command(tmp_path):
    (tmp_path / "shapes.py").write_text(textwrap.dedent("""
        from numlir import njit

        @njit("float64(float64)")
        def area(radius):
            return 3 * radius**2

        @njit
        def plain(x):
            return x + 1
    """))
    numlir = [sys.executable, "-m", "numlir", "compile", "shapes.py"]
    run = lambda *arguments: subprocess.run(  # noqa: E731
        [*numlir, *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    made = run("-o", "libshapes.so", "--header")
    assert (made.returncode, made.stderr) == (0, "")
    assert "int32_t area(double radius, double *result);" in (tmp_path / "shapes.h").read_text()
    result = ctypes.c_double()
    area = ctypes.CDLL(str(tmp_path / "libshapes.so")).area
    assert area(ctypes.c_double(2), ctypes.byref(result)) == 0 and result.value == 12
    assert run("--python", "--export", "plain=i8(i8)", "--cpu", "host").returncode == 0
    assert without_numlir(tmp_path, "import shapes; print(shapes.__file__[-3:], shapes.plain(1))") == ".so 2\n"
    failed = run("--export", "missing=i8(i8)")
    assert (failed.returncode, failed.stderr) == (1, "shapes.py has no missing\n")
    failed = run("--cpu", "z80")
    assert failed.returncode == 1 and "there is no processor" in failed.stderr


def test_what_cannot_be_exported_is_refused(tmp_path):
    library = aot.Library("refused")

    def with_list(items):
        return len(items)

    with pytest.raises(TypingError, match="cannot be exported with"):
        library.add(with_list, (types.List(types.int64),))
    strlen = ctypes.CDLL(None).labs
    strlen.argtypes, strlen.restype = [ctypes.c_long], ctypes.c_long

    def foreign(n):
        return strlen(n)

    with pytest.raises(UnsupportedError, match="by its address in this process"):
        library.add(foreign, "i8(i8)")
    with pytest.raises(UnsupportedError, match="needs NumPy"):
        library.add(say, "(i8, f8[:])")
    with pytest.raises(TypeError, match="Signature mismatch"):
        library.add(norm, "f8(f8, f8)")
    with pytest.raises(ValueError, match="no function is exported"):
        library.link(tmp_path / "librefused.so")
    with pytest.raises(ValueError, match="there is no processor 'z80'"):
        aot.Library("refused", processor="z80")


def test_the_c_compilers_complaint_is_shown(tmp_path, monkeypatch):
    library = aot.Library("broken")
    library.add(norm, "f8(f8[:])")
    with pytest.raises(UnsupportedError, match="the C compiler failed"):
        library.link(tmp_path / "libbroken.so", ["-lthere_is_no_such_library"])
    monkeypatch.setenv("CC", "there-is-no-such-compiler")
    with pytest.raises(UnsupportedError, match="CC names the C compiler"):
        library.link(tmp_path / "libbroken.so")
    assert not list(tmp_path.iterdir())


def test_every_function_of_the_runtime_is_in_the_archive():
    listed = subprocess.run(
        ["nm", "-g", "--defined-only", aot.archive()], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ).stdout
    defined = {line.split()[-1] for line in listed.splitlines() if " T numlir_" in line}
    assert nb._numlir.runtime_functions() <= defined

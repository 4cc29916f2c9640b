"""What compiled functions tell of themselves, and the configuration."""

import io
import os
import re
import subprocess
import sys

import numpy as np
import pytest

import numlir
from numlir import njit
from numlir.inspection import STAGES


@njit
def helper(x):
    return x * 2.0


@njit
def weighted(a, n):
    s = 0
    for i in range(n):
        if a[i] > 1:
            s += helper(a[i])
    return s, "text"


@pytest.fixture(scope="module", autouse=True)
def compiled():
    weighted(np.arange(5.0), 3)
    weighted(np.arange(5), 3)


def test_types_of_expressions():
    out = io.StringIO()
    weighted.inspect_types(file=out)
    text = out.getvalue()
    assert text.count("weighted (array(") == 2
    first, second = re.split(r"=" * 80, text)[:2]
    assert "        if a[i] > 1:\n        #   a[i] :: float64\n        #   a[i] > 1 :: bool\n" in first
    assert "        if a[i] > 1:\n        #   a[i] :: int64\n        #   a[i] > 1 :: bool\n" in second
    assert "#   helper(a[i]) :: float64" in first
    assert "#   a :: array(float64, 1d, C)" in first
    assert "# --- LINE 24 ---\n    s = 0\n" in first.replace(f"LINE {weighted.py_func.__code__.co_firstlineno + 2} ", "LINE 24 ")
    assert "x * 2.0" not in text, "a callee has its own listing"


def test_types_of_one_signature_and_as_html():
    key = weighted.signatures[1]
    typed = weighted.inspect_types(signature=key, pretty=True)
    assert str(typed).count("# File: ") == 1
    html = typed._repr_html_()
    assert "<code>a[i] &gt; 1</code></td><td>bool</td>" in html
    with pytest.raises(ValueError, match="file"):
        weighted.inspect_types(file=sys.stdout, pretty=True)
    with pytest.raises(KeyError, match="has not been compiled for"):
        weighted.inspect_types(signature=("nothing",), pretty=True)


def test_types_without_source():
    names = {}
    exec("def f(x):\n    y = x + 1\n    return y\n", names)
    f = njit(names["f"])
    f(2.5)
    text = str(f.inspect_types(pretty=True))
    assert "# --- LINE 2 ---" in text
    assert "float64" in text


def test_stages():
    key = weighted.signatures[0]
    texts = {stage: weighted.inspect_mlir(stage, key) for stage in STAGES}
    assert "!py.unknown" in texts["py"]
    assert "!py.unknown" not in texts["typed"]
    assert "scf.for" in texts["loops"]
    assert "nd.array" in texts["nd"]
    assert "llvm.func" in texts["llvm-dialect"]
    assert texts["opt-llvm"] == weighted.inspect_llvm(key) == weighted.inspect_llvm()[key]
    assert "define" in texts["llvm"]
    assert texts["asm"] == weighted.inspect_asm(key)
    assert "loc(" not in texts["nd"]
    assert "test_inspection.py" in weighted.inspect_mlir("nd", key, locations=True)
    assert list(weighted.inspect_asm()) == weighted.signatures
    with pytest.raises(ValueError, match='there is no stage "tree"; the stages are py, typed'):
        weighted.inspect_mlir("tree", key)


def test_graphs():
    key = weighted.signatures[0]
    graph = weighted.inspect_cfg(key)
    assert str(graph).startswith('digraph "weighted" {')
    assert '[label="then"]' in str(graph)
    assert "digraph" in graph._repr_html_() or "<svg" in graph._repr_html_()
    machine = weighted.inspect_disasm_cfg(key)
    blocks = re.findall(r'  (b\d+) \[label="', machine.dot)
    edges = re.findall(r"  (b\d+) -> (b\d+);", machine.dot)
    assert len(blocks) > 3
    assert {end for edge in edges for end in edge} <= set(blocks)
    reached, pending = set(), ["b0"]
    while pending:
        block = pending.pop()
        if block not in reached:
            reached.add(block)
            pending.extend(to for start, to in edges if start == block)
    assert len(reached) > 3, "the blocks are connected"
    assert machine.display("/tmp/numlir-graph", format="dot") == "/tmp/numlir-graph.dot"
    os.remove("/tmp/numlir-graph.dot")


def in_process(program, **environment):
    path = os.path.join(os.environ.get("TMPDIR", "/tmp"), f"numlir-config-{os.getpid()}.py")
    with open(path, "w") as file:
        file.write(program)
    try:
        made = subprocess.run([sys.executable, path], env={**os.environ, **environment}, capture_output=True, text=True)
    finally:
        os.remove(path)
    assert made.returncode == 0, made.stderr
    return made.stdout


DISABLED = "import numlir\n@numlir.njit(nogil=True)\ndef f(x):\n    return type(x).__name__\nprint(f({}), type(f).__name__)\n"


def test_the_compiler_can_be_switched_off():
    assert in_process(DISABLED, NUMLIR_DISABLE_JIT="1") == "dict function\n"
    enabled = "import numlir\n@numlir.njit\ndef f(x):\n    return x\nprint(f(1), type(f).__name__)\n"
    assert in_process(enabled, NUMLIR_DISABLE_JIT="0") == "1 Dispatcher\n"


def test_configuration_is_documented():
    root = os.path.join(os.path.dirname(__file__), "..")
    with open(os.path.join(root, "docs", "configuration.md")) as file:
        page = file.read()
    for name in vars(numlir.config):
        if name.isupper() and not name.startswith("_"):
            assert f"`{name}`" in page or f"`{name}` (" in page, name


def test_system_report():
    report = subprocess.run([sys.executable, "-m", "numlir", "-s"], capture_output=True, text=True, check=True).stdout
    rows = dict(line.split(" : ", 1) for line in report.splitlines())
    rows = {name.strip(): value for name, value in rows.items()}
    assert rows["numlir"] == numlir.__version__
    assert rows["NumPy"] == np.__version__
    assert re.fullmatch("[0-9a-f]{40}", rows["build"])
    assert rows["features"]


def test_progress_is_shown_on_a_terminal_only():
    pty = pytest.importorskip("pty")
    program = "import numlir\n@numlir.njit\ndef waiting(x):\n    return x + 1\nwaiting(1.5)\n"
    path = f"/tmp/numlir-progress-{os.getpid()}.py"
    with open(path, "w") as file:
        file.write(program)
    shown = {}
    for value in ("1", "0"):
        master, slave = pty.openpty()
        process = subprocess.Popen([sys.executable, path], stderr=slave, env={**os.environ, "NUMLIR_PROGRESS": value})
        process.wait(60)
        os.write(slave, b"|")
        text = b""
        while not text.endswith(b"|"):
            text += os.read(master, 1000)
        shown[value] = text.decode()
        os.close(master)
        os.close(slave)
    piped = subprocess.run([sys.executable, path], env={**os.environ, "NUMLIR_PROGRESS": "1"}, capture_output=True)
    os.remove(path)
    assert shown["1"] == "\rnumlir: compiling waiting(float64)\r\x1b[K|"
    assert shown["0"] == "|"
    assert piped.stderr == b""


def test_the_environment_is_read_again_when_asked(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMLIR_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("NUMLIR_DISABLE_JIT", "1")
    assert numlir.config.CACHE_DIR != str(tmp_path)
    try:
        numlir.config.reload_config()
        assert numlir.config.cache_folder() == str(tmp_path)
        assert isinstance(njit(lambda x: x), type(lambda: 0))
    finally:
        monkeypatch.undo()
        numlir.config.reload_config()
    assert numlir.config.CACHE_DIR != str(tmp_path) and not numlir.config.DISABLE_JIT


def test_the_entry_point_of_an_overload_is_the_functions():
    (overload,) = [*helper_of_one_type().overloads.values()]
    assert overload.entry_point(2.0) == 4.0 and overload.entry_point.__self__.__name__ == "double"


def helper_of_one_type():
    @njit("float64(float64)")
    def double(x):
        return x * 2

    return double

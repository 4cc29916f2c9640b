"""Every file of tests/errors fails as it says, with the words of its snapshot.

A program has an entry `f`, `CASES` with one tuple of arguments, and `EXPECT`, the name of the exception's class in `numlir.errors`
or `builtins`; two names with `or` between them allow either. `NumlirError` allows each class below it. The exception's text, and for errors
at run time the frames of the user's functions, stand in the file of the same name that ends in `.txt`.

`NUMLIR_BLESS=1 pytest tests/test_errors.py` writes the snapshots; read the difference before committing it.
"""

import builtins
import os
import re
import traceback
from pathlib import Path

import pytest
from comparing import load

DIRECTORY = Path(__file__).parent / "errors"
PROGRAMS = sorted(DIRECTORY.glob("*.py"))
BLESS = os.environ.get("NUMLIR_BLESS") == "1"


def failure(path: Path, engine: str):
    """The exception of a program, from its decorators or its call, and EXPECT."""
    program = None
    try:
        program = load(path, engine)
        program.f(*program.CASES[0])
    except Exception as error:
        return error, program.EXPECT if program else expectation_of_text(path)
    pytest.fail(f"{path.name} did not fail")


def expectation_of_text(path: Path) -> str:
    """EXPECT of a program whose decorators raised."""
    line = next(line for line in path.read_text().splitlines() if line.startswith("EXPECT = "))
    return line.split('"')[1]


def class_named(name: str) -> type:
    from numlir import errors

    return getattr(errors, name, None) or getattr(builtins, name)


def rendered(error: BaseException, path: Path) -> str:
    """The frames in the program's file, then the exception's class and text; paths are file names."""
    lines = []
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == str(path) and frame.name != "<module>":
            lines.append(f"{path.name}:{frame.lineno}: in {frame.name}: {frame.line}")
    lines.append(f"{type(error).__name__}: {error}")
    text = "\n".join(lines).replace(str(path), path.name) + "\n"
    # A program's module is named anew each time it is loaded.
    return re.sub(rf"\b{path.stem}_numlir_\d+\b", path.stem, text)


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_error(path):
    error, expected = failure(path, "numlir")
    text = rendered(error, path)
    classes = tuple(class_named(name) for name in expected.split(" or "))
    assert isinstance(error, classes), f"expected {expected}, got:\n{text}"
    assert type(error).__name__ != "InternalError", text
    snapshot = path.with_suffix(".txt")
    if BLESS:
        snapshot.write_text(text)
    assert snapshot.exists(), f"{snapshot.name} is missing; the text would be:\n{text}"
    assert text == snapshot.read_text()


@pytest.mark.parametrize("path", [path for path in PROGRAMS if path.stem.startswith("runtime_")], ids=lambda path: path.stem)
def test_cpython_raises_the_same_class(path):
    error, expected = failure(path, "python")
    assert type(error).__name__ == expected


def test_every_snapshot_has_a_program():
    stray = {path.stem for path in DIRECTORY.glob("*.txt")} - {path.stem for path in PROGRAMS}
    assert not stray


def test_there_are_enough_programs():
    assert len(PROGRAMS) >= 40

"""Libraries compiled ahead of time: shared libraries for C, and extension modules that need nothing of numlir."""

from __future__ import annotations

import inspect
import os
import shlex
import sysconfig
import tempfile
from pathlib import Path
from types import FunctionType

from . import _numlir
from .decorators import dispatcher_of
from .options import settings
from .signature import normalize

__all__ = ["Library", "extension_module", "shared_library"]


class Library:
    """Functions with signatures, compiled as they are added, and linked by the C compiler when all are there.

    ``callers`` is ``"c"``, or ``"python"`` for an extension module. ``processor`` is what the code is for: ``"generic"`` runs
    on every processor of this machine's architecture, ``"host"`` has all the features of this one; there are also
    ``"x86-64-v2"`` to ``"x86-64-v4"``.
    """

    def __init__(self, name: str, callers: str = "c", processor: str = "generic"):
        if not name.isidentifier() or not name.isascii():
            raise ValueError(f"{name!r} is no name for a library of functions")
        self.name = name
        self._library = _numlir.Library(name, callers, processor)
        self._names: set[str] = set()

    def add(self, function, signature, name: str | None = None) -> None:
        """Compiles a function for a signature, as :func:`numlir.jit` takes them, and exports it.

        ``function`` is one of Python's or a compiled one, whose options then hold.
        """
        dispatcher = function if isinstance(function, _numlir.Dispatcher) else _dispatcher(function)
        name = name or dispatcher.__name__
        if name in self._names:
            raise KeyError(f"{name!r} is exported already")
        arguments, result = normalize(signature)
        parameters = list(inspect.signature(dispatcher.py_func).parameters)
        if len(parameters) != len(arguments):
            raise TypeError(
                f"Signature mismatch: {len(arguments)} argument types given, but {name} takes {len(parameters)} arguments"
            )
        documentation = inspect.getdoc(dispatcher.py_func) or ""
        self._library.add(dispatcher, (name, parameters, documentation), arguments, result)
        self._names.add(name)

    def header(self) -> str:
        """What callers in C include."""
        return self._library.header()

    def link(self, output: str | os.PathLike, link_arguments: list[str] | None = None) -> Path:
        """Makes the library at a path. Raises :class:`numlir.errors.UnsupportedError` with what the C compiler says."""
        if not self._names:
            raise ValueError(f"no function is exported by {self.name}")
        output = Path(output).absolute()
        with tempfile.TemporaryDirectory(prefix="numlir-") as folder:
            self._library.link((str(output), folder), compiler(), str(archive()), link_arguments or [])
        return output

    def write(self, folder: str | os.PathLike) -> tuple[list[Path], list[str]]:
        """Writes what is linked to a folder, for other tools: its files, the C source first, and arguments for the linker."""
        objects, arguments = self._library.write(str(folder))
        return [Path(folder, f"{self.name}.c"), *map(Path, objects), archive()], arguments


def _dispatcher(function):
    inner = getattr(function, "_numlir_dispatcher", None)
    if inner is not None:
        return inner
    if not isinstance(function, FunctionType):
        raise TypeError(f"only functions written in Python can be compiled, not {function!r}")
    return dispatcher_of(function, settings({}))


def shared_library(output, functions, *, header=None, processor="generic", link_arguments=None) -> Path:
    """Compiles functions to a shared library for C.

    ``functions`` gives a function and its signature for each name; ``header`` is where the C header goes, if it is wanted:

    >>> shared_library("libvectors.so", {"norm": (norm, "float64(float64[::1])")}, header="vectors.h")
    """
    library = Library(library_name(output), "c", processor)
    for name, (function, signature) in functions.items():
        library.add(function, signature, name)
    made = library.link(output, link_arguments)
    if header is not None:
        Path(header).write_text(library.header())
    return made


def extension_module(name, functions, folder=".", *, processor="generic", link_arguments=None) -> Path:
    """Compiles functions to an extension module of Python, as :func:`shared_library` does for C. Its path."""
    library = Library(name, "python", processor)
    for exported, (function, signature) in functions.items():
        library.add(function, signature, exported)
    return library.link(Path(folder, name + extension_suffix()), link_arguments)


def library_name(output) -> str:
    """The name of the library in a file: ``vectors`` of ``libvectors.so.1``."""
    return Path(output).name.partition(".")[0].removeprefix("lib")


def extension_suffix() -> str:
    """How the files of extension modules end that every later Python loads too."""
    return ".abi3.so" if os.name == "posix" else sysconfig.get_config_var("EXT_SUFFIX")


def compiler() -> list[str]:
    """The C compiler: ``CC`` of the environment, else ``cc``."""
    return shlex.split(os.environ.get("CC", "")) or ["cc"]


def archive() -> Path:
    """The archive that libraries are linked with."""
    path = Path(__file__).with_name("lib") / "libnumlir_aot.a"
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: this build of numlir cannot make libraries; 'make build' makes it")
    return path

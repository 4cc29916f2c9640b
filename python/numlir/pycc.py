"""``CC``: extension modules from functions and their signatures, by numba's interface."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from . import aot

__all__ = ["CC"]


class CC:
    """An extension module in the making.

    >>> cc = CC("mymodule")
    >>> @cc.export("square", "f8(f8)")
    ... def square(x):
    ...     return x * x
    >>> cc.compile()

    makes ``mymodule.abi3.so`` beside the file with these lines. It needs NumPy where arrays are given back, and nothing of numlir.
    """

    def __init__(self, extension_name: str, source_module=None):
        self._name = extension_name
        self._basename = extension_name.rpartition(".")[2]
        self._output_file = self._basename + aot.extension_suffix()
        self._output_dir = _folder(source_module, sys._getframe(1))
        self._functions: dict[str, tuple] = {}
        self._target_cpu = "generic"
        #: Whether :meth:`compile` prints what it does.
        self.verbose = False
        #: Numba's option; memory of arrays is always there.
        self.use_nrt = True

    @property
    def name(self) -> str:
        """The name of the extension module."""
        return self._name

    @property
    def output_file(self) -> str:
        """The name of the file, which may be set."""
        return self._output_file

    @output_file.setter
    def output_file(self, value: str):
        self._output_file = value

    @property
    def output_dir(self) -> str:
        """The folder of the file: where the source is, unless it is set."""
        return self._output_dir

    @output_dir.setter
    def output_dir(self, value):
        self._output_dir = os.fspath(value)

    @property
    def target_cpu(self) -> str:
        """The processor: ``"generic"``, ``"host"``, or one of the levels that :class:`numlir.aot.Library` lists."""
        return self._target_cpu

    @target_cpu.setter
    def target_cpu(self, value: str):
        self._target_cpu = value or "generic"

    def export(self, exported_name: str, sig):
        """A decorator: the function is in the module under a name, compiled for a signature. It stays as it is in Python."""
        if exported_name in self._functions:
            raise KeyError(f"duplicated export symbol {exported_name}")

        def decorate(function):
            self._functions[exported_name] = (function, sig)
            return function

        return decorate

    def compile(self) -> None:
        """Makes the module."""
        library = self._library()
        folder = Path(self._output_dir)
        folder.mkdir(parents=True, exist_ok=True)
        made = library.link(folder / self._output_file)
        if self.verbose:
            print(f"{', '.join(self._functions)} -> {made}")

    def distutils_extension(self, **kwargs):
        """The module as setuptools builds extensions: for ``ext_modules`` in ``setup.py``. Keywords are those of ``Extension``."""
        from setuptools import Extension

        folder = tempfile.mkdtemp(prefix="numlir-")
        (source, *objects), arguments = self._library().write(folder)
        kwargs.setdefault("py_limited_api", True)
        kwargs["extra_objects"] = [*kwargs.get("extra_objects", ()), *map(str, objects)]
        kwargs["extra_link_args"] = [*kwargs.get("extra_link_args", ()), *arguments]
        return Extension(self._name, [str(source)], **kwargs)

    def _library(self) -> aot.Library:
        library = aot.Library(self._basename, "python", self._target_cpu)
        for name, (function, signature) in self._functions.items():
            library.add(function, signature, name)
        return library


def _folder(module, frame) -> str:
    """Where a module's file is, or the file of a frame's code."""
    file = getattr(module, "__file__", None) if module is not None else frame.f_globals.get("__file__")
    return os.path.dirname(os.path.abspath(file)) if file else os.getcwd()

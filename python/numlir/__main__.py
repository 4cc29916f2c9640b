"""The command ``numlir``: ``numlir -s`` reports on the system, ``numlir compile FILE.py`` makes a library of a file's functions."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys


def report() -> str:
    """The versions, the machine and the configuration, a line each."""
    import numpy

    from . import __version__, _numlir, config

    triple, processor, features, *_ = _numlir.target().split()
    rows = {
        "numlir": __version__,
        "build": _numlir.build_identity() or "unknown",
        "target": f"{triple} {processor}",
        "features": " ".join(feature[1:] for feature in features.split(",") if feature.startswith("+")),
        "Python": f"{platform.python_implementation()} {platform.python_version()} ({sys.executable})",
        "NumPy": numpy.__version__,
        "SciPy (BLAS, LAPACK)": _version("scipy"),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "C library": " ".join(platform.libc_ver()) or "unknown",
        "processors": f"{os.cpu_count()} ({_usable()} usable)",
        "cache": _cache(config.cache_folder()),
        "Graphviz": shutil.which("dot") or "not found",
    }
    rows |= {name: repr(getattr(config, name)) for name in sorted(vars(config)) if name.isupper() and name[0] != "_"}
    rows |= {name: os.environ[name] for name in sorted(os.environ) if name.startswith("NUMLIR_")}
    width = max(map(len, rows))
    return "\n".join(f"{name:{width}} : {value}" for name, value in rows.items())


def _version(module: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(module)
    except metadata.PackageNotFoundError:
        return "not installed"


def _usable() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _cache(folder: str) -> str:
    sizes = [
        entry.stat().st_size
        for below in (os.scandir(folder) if os.path.isdir(folder) else ())
        if below.is_dir()
        for entry in os.scandir(below)
        if entry.name.endswith(".numlir")
    ]
    return f"{folder} ({len(sizes)} entries, {sum(sizes) / 1e6:.1f} MB)"


def compile_file(chosen) -> int:
    """Makes a library, or an extension module, of the functions of a file that have signatures."""
    import runpy
    from pathlib import Path

    from . import aot
    from .dispatcher import Dispatcher
    from .errors import NumlirError

    file = Path(chosen.file)
    output = Path(chosen.output or (file.stem + aot.extension_suffix() if chosen.python else f"lib{file.stem}.so"))
    try:
        sys.path.insert(0, str(file.parent.absolute()))
        names = runpy.run_path(str(file), run_name=file.stem)
        wanted = dict(text.split("=", 1) for text in chosen.export)
        functions = {}
        for name, value in names.items():
            if name in wanted:
                functions[name] = (value, wanted.pop(name))
            elif not chosen.export and isinstance(value, Dispatcher) and value.__module__ == file.stem:
                signatures = value.nopython_signatures
                if len(signatures) > 1:
                    print(f"{name} has several signatures: say which with --export", file=sys.stderr)
                    return 1
                functions |= {name: (value, signature) for signature in signatures}
        if wanted:
            print(f"{file} has no {', '.join(wanted)}", file=sys.stderr)
            return 1
        library = aot.Library(aot.library_name(output), "python" if chosen.python else "c", chosen.cpu)
        for name, (function, signature) in functions.items():
            library.add(function, signature, name)
        if not functions:
            print(f"{file} has no compiled function with a signature; --export NAME=SIGNATURE gives one", file=sys.stderr)
            return 1
        library.link(output, chosen.link)
        if chosen.header is not None:
            Path(chosen.header or output.with_name(f"{library.name}.h")).write_text(library.header())
    except (NumlirError, OSError, ValueError, TypeError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser("numlir", description="A JIT compiler for numerical Python.")
    parser.add_argument("-s", "--sysinfo", action="store_true", help="print what a report of a fault should tell")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    about = "make a shared library for C, or an extension module, of a file's functions (docs/libraries.md)"
    making = commands.add_parser("compile", help=about, description=about[0].upper() + about[1:] + ".")
    making.add_argument("file", metavar="FILE.py", help="functions decorated with a signature are exported; the file is run")
    making.add_argument("-o", "--output", metavar="LIBRARY", help="the library; libFILE.so without it")
    making.add_argument("--header", nargs="?", const="", metavar="FILE.h", help="write a C header; beside the library without a name")
    making.add_argument("--python", action="store_true", help="make an extension module of Python")
    making.add_argument(
        "--export", action="append", default=[], metavar="NAME=SIGNATURE", help="export this function; may be repeated"
    )
    making.add_argument("--cpu", default="generic", help="'generic' (without it), 'host', or a level such as 'x86-64-v3'")
    making.add_argument("--link", action="append", default=[], metavar="ARGUMENT", help="an argument for the linker")
    chosen = parser.parse_args(arguments)
    if chosen.command == "compile":
        return compile_file(chosen)
    if not chosen.sysinfo:
        parser.print_help()
        return 2
    try:
        print(report(), flush=True)
    except BrokenPipeError:
        # Whoever reads has seen enough; what is left in the buffer goes nowhere when the process ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())

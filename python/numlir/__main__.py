"""``python -m numlir -s``: what a report of a fault should tell about the system."""

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


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser("numlir", description="A JIT compiler for numerical Python.")
    parser.add_argument("-s", "--sysinfo", action="store_true", help="print what a report of a fault should tell")
    chosen = parser.parse_args(arguments)
    if not chosen.sysinfo:
        parser.print_help()
        return 2
    print(report())
    return 0


if __name__ == "__main__":
    sys.exit(main())

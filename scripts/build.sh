#!/usr/bin/env bash
# Builds the extension module and the tools, and makes `import numlir` in .venv find the package in this tree.
set -euo pipefail
cd "$(dirname "$0")/.."

export PYO3_PYTHON=$PWD/.venv/bin/python
cargo build --release --locked --package numlir --package numlir-python

# What compiled libraries are linked with: by itself, so that the extension module keeps its own features.
cargo build --release --locked --package numlir-aot
mkdir -p python/numlir/lib
archive=${CARGO_TARGET_DIR:-target}/release/libnumlir_aot.a
if [ "$archive" -nt python/numlir/lib/libnumlir_aot.a ]; then
    strip --strip-debug -o python/numlir/lib/libnumlir_aot.a "$archive"
fi

built=${CARGO_TARGET_DIR:-target}/release/lib_numlir.so
module=python/numlir/_numlir.abi3.so
if ! [ "$module" -ef "$built" ]; then
    # A hard link where that is possible: the file is large.
    ln -f "$built" "$module" 2>/dev/null || cp --remove-destination "$built" "$module"
fi
site=$("$PYO3_PYTHON" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
printf '%s\n' "$PWD/python" >"$site/numlir-development.pth"

# Functions of the library for common arguments, as machine code of this processor.
"$PYO3_PYTHON" -c 'import sys; from numlir import _numlir; _numlir.write_library_code(sys.argv[1], "host")' python/numlir/lib

# Math functions for devices without libdevice, which the compiler compiles from library/.
"$PYO3_PYTHON" -c 'import sys; from numlir import _numlir; _numlir.write_device_math(sys.argv[1])' python/numlir/lib/device_math.bc

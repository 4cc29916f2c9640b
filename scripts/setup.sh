#!/usr/bin/env bash
# Makes a fresh Debian 12 machine with Rust, Python 3.11, gcc and make ready to build and test numlir. What is
# there already is left alone, so that it costs nothing to run it again.
set -euo pipefail
cd "$(dirname "$0")/.."

PACKAGES=(
    llvm-22-dev libmlir-22-dev mlir-22-tools llvm-22-tools libclang-22-dev clang-22 lld-22
    libpolly-22-dev libzstd-dev zlib1g-dev libxml2-dev libz3-dev g++
)
PYTHON=${PYTHON:-python3.11}

say() { printf '\033[1m== %s\033[0m\n' "$*"; }

fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_packages() {
    command -v apt-get >/dev/null || fail "this needs apt-get to install: $*"
    say "installing $*"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
}

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# System packages.
missing=()
for package in "${PACKAGES[@]}"; do
    is_installed "$package" || missing+=("$package")
done
command -v "$PYTHON" >/dev/null || fail "$PYTHON is missing; set PYTHON to a Python 3.10 or newer"
"$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || missing+=("$(basename "$PYTHON")-venv")
[ ${#missing[@]} = 0 ] || install_packages "${missing[@]}"

# Rust.
command -v cargo >/dev/null || fail "cargo is missing: install Rust from https://rustup.rs"
for tool in fmt clippy; do
    cargo "$tool" --version >/dev/null 2>&1 || rustup component add "$(sed s/fmt/rustfmt/ <<<"$tool")"
done

# Python, again whenever the requirements change.
stamp=.venv/.requirements
if ! cmp -s requirements-dev.txt "$stamp"; then
    say "making .venv"
    [ -x .venv/bin/python ] || "$PYTHON" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
    cp requirements-dev.txt "$stamp"
fi

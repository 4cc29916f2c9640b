# Every target does the set-up it needs; what is there already is skipped.

PYTHON := .venv/bin/python
CARGO_TEST_FLAGS ?=
CONFORMANCE ?= shared/conformance

# glibc overwrites what is freed, so that a pass that still uses it fails, and not once in a thousand runs.
test-rust test-python: export MALLOC_PERTURB_ = 85

.PHONY: demo test bench conformance setup build docs fmt lint test-rust test-python wheel clean

demo: build
	$(PYTHON) examples/quickstart.py

test: lint test-rust test-python

bench: build
	$(PYTHON) benches/compare.py --markdown docs/benchmarks.md
	$(PYTHON) benches/arrays.py

# numba's public tests, by a harness that lies outside the repository.
conformance: build
	@test -f $(CONFORMANCE)/run_conformance.py || \
	    { echo "no harness in $(CONFORMANCE): make conformance CONFORMANCE=FOLDER" >&2; exit 2; }
	$(PYTHON) $(CONFORMANCE)/run_conformance.py --impl numlir --list $(CONFORMANCE)/visible.txt

setup:
	@scripts/setup.sh

build: setup
	@scripts/build.sh

lint: setup
	cargo fmt --all --check
	PYO3_PYTHON=$(CURDIR)/$(PYTHON) cargo clippy --release --locked --workspace --all-targets -- --deny warnings

test-rust: setup
	PYO3_PYTHON=$(CURDIR)/$(PYTHON) cargo test --release --locked --workspace $(CARGO_TEST_FLAGS)

test-python: build
	$(PYTHON) -m pytest -q -n auto

# The reference of the dialects, from their definitions, and the page of NumPy's coverage, from compiling its samples.
docs: build
	for dialect in Py Nd Par Simt; do \
	    name=$$(echo $$dialect | tr PNS pns); \
	    /usr/lib/llvm-22/bin/mlir-tblgen -gen-dialect-doc --dialect=$$name -I /usr/lib/llvm-22/include \
	        dialects/$$dialect.td -o docs/dialects/$$name.md; \
	done
	$(PYTHON) scripts/coverage.py

fmt:
	cargo fmt --all

# No tool to bundle libraries is needed: all but the C and C++ libraries is linked in.
wheel: build
	.venv/bin/python -c 'from numlir import _numlir; [_numlir.write_library_code("python/numlir/lib", name) for name in _numlir.processor_levels()]'
	.venv/bin/maturin build --release --locked --auditwheel skip --out dist

clean:
	cargo clean
	rm -rf python/numlir/_numlir.abi3.so python/numlir/lib dist

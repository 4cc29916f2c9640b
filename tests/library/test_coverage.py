"""The page of NumPy's coverage names what NumPy has, and its samples are calls that NumPy accepts."""

import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "coverage.py"


@pytest.fixture(scope="module")
def coverage():
    specification = importlib.util.spec_from_file_location("coverage_of_numpy", SCRIPT)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_page_names_all_functions(coverage):
    listed = coverage.listed(coverage.PAGE.read_text())
    assert listed == coverage.names(), "run make docs"


def test_samples_are_of_functions_that_exist(coverage):
    calls, _ = coverage.samples()
    known = {f"{group}.{name}" for group, names in coverage.names().items() for name in names}
    assert set(calls) <= known


def test_samples_are_calls_that_numpy_accepts(coverage):
    calls, _ = coverage.samples()
    refused = {name: outcome for name, call in calls.items() if isinstance(outcome := coverage.numpy_gives(call), Exception)}
    assert not refused

"""Options and fixtures of the Python tests."""

import faulthandler
import os

import pytest
from hypothesis import settings

# Passes of the compiler that use what they erased fail (dialects/src/erased.rs).
os.environ.setdefault("NUMLIR_CHECK_HANDLES", "1")

# The same examples in every run; `--hypothesis-profile=explore` looks for others.
settings.register_profile("numlir", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=1000, deadline=None)
settings.load_profile("numlir")

# A test that takes longer hangs: the run ends with the stack of every thread.
LIMIT_SECONDS = 180


def pytest_addoption(parser):
    parser.addoption(
        "--engine",
        default="numlir",
        choices=("numlir", "numba"),
        help="what runs the programs: numlir, or numba to check the programs themselves",
    )


@pytest.fixture(scope="session")
def engine(request):
    return request.config.getoption("--engine")


@pytest.fixture(autouse=True)
def no_hang():
    faulthandler.dump_traceback_later(LIMIT_SECONDS, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()

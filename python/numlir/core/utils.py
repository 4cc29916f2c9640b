"""Numba's name of a module, for programs that ask it for Python's version."""

import sys

#: Python's version, its first two numbers.
PYVERSION = sys.version_info[:2]

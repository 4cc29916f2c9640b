"""The errors of :mod:`numlir.errors`, where Numba's programs look for them."""

from ..errors import *  # noqa: F403
from ..errors import __all__  # noqa: F401

"""Numba's names of its caches, for programs that replace them: numlir's is one for all functions (docs/caching.md), and not replaced.

Classes can derive from these; only :class:`NullCache` has instances.
"""

from ..errors import UnsupportedError

__all__ = ["CacheImpl", "FunctionCache", "IndexDataCacheFile", "NullCache"]


class NullCache:
    """A cache that keeps nothing."""

    @property
    def cache_path(self):
        return None

    def load_overload(self, sig, target_context):
        return None

    def save_overload(self, sig, data):
        pass

    def enable(self):
        pass

    def disable(self):
        pass

    def flush(self):
        pass


class _Replaced:
    def __init__(self, *arguments, **keywords):
        raise UnsupportedError(f"{type(self).__name__}: numlir keeps compiled code in a cache of its own (docs/caching.md)")


class CacheImpl(_Replaced):
    """What numba writes of a function."""


class FunctionCache(_Replaced):
    """Numba's cache of a function."""


class IndexDataCacheFile(_Replaced):
    """Numba's files of a function."""

"""Ufuncs made step by step: a function, then signatures one by one, then the ufunc."""

from ...ufuncs import guvectorize, vectorize


class Vectorize:
    """``Vectorize(function)``, ``add(signature)`` for each, and ``build_ufunc()``: as :func:`numlir.vectorize` with a list of signatures."""

    def __init__(self, func, *, targetoptions=None, **options):
        self.py_func = func
        self._options = {**options, **(targetoptions or {})}
        self._signatures = []

    def add(self, sig):
        """Adds a signature, in one of the ways in which decorators take them."""
        self._signatures.append(sig)

    def build_ufunc(self):
        """The ufunc of the signatures so far; without any, it compiles for what it is called with."""
        return vectorize(self._signatures or None, **self._options)(self.py_func)


class GUVectorize(Vectorize):
    """The same as :class:`Vectorize` of :func:`numlir.guvectorize`, with the layout of the dimensions: ``GUVectorize(function, "(n)->()")``."""

    def __init__(self, func, signature, **options):
        super().__init__(func, **options)
        self._layout = signature

    def build_ufunc(self):
        if not self._signatures:
            return guvectorize(self._layout, **self._options)(self.py_func)
        return guvectorize(self._signatures, self._layout, **self._options)(self.py_func)

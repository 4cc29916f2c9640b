"""Methods that combine elements: NumPy's functions of the same names."""

import numpy as np
from numlir.library import Literal


def sum(
    self,
    axis: Literal = None,
    dtype: Literal = None,
    out=None,
    keepdims: Literal = False,
    initial=None,
    where: Literal = True,
):
    return np.sum(self, axis, dtype, out, keepdims, initial, where)


def prod(
    self,
    axis: Literal = None,
    dtype: Literal = None,
    out=None,
    keepdims: Literal = False,
    initial=None,
    where: Literal = True,
):
    return np.prod(self, axis, dtype, out, keepdims, initial, where)


def min(self, axis: Literal = None, out=None, keepdims: Literal = False, initial=None, where: Literal = True):
    return np.min(self, axis, out, keepdims, initial, where)


def max(self, axis: Literal = None, out=None, keepdims: Literal = False, initial=None, where: Literal = True):
    return np.max(self, axis, out, keepdims, initial, where)


def any(self, axis: Literal = None, out=None, keepdims: Literal = False, *, where: Literal = True):
    return np.any(self, axis, out, keepdims, where=where)


def all(self, axis: Literal = None, out=None, keepdims: Literal = False, *, where: Literal = True):
    return np.all(self, axis, out, keepdims, where=where)


def mean(
    self,
    axis: Literal = None,
    dtype: Literal = None,
    out=None,
    keepdims: Literal = False,
    *,
    where: Literal = True,
):
    return np.mean(self, axis, dtype, out, keepdims, where=where)


def var(
    self,
    axis: Literal = None,
    dtype: Literal = None,
    out=None,
    ddof: Literal = 0,
    keepdims: Literal = False,
    *,
    where: Literal = True,
    mean=None,
    correction: Literal = None,
):
    return np.var(self, axis, dtype, out, ddof, keepdims, where=where, mean=mean, correction=correction)


def std(
    self,
    axis: Literal = None,
    dtype: Literal = None,
    out=None,
    ddof: Literal = 0,
    keepdims: Literal = False,
    *,
    where: Literal = True,
    mean=None,
    correction: Literal = None,
):
    return np.std(self, axis, dtype, out, ddof, keepdims, where=where, mean=mean, correction=correction)


def argmin(self, axis: Literal = None, out=None, *, keepdims: Literal = False):
    return np.argmin(self, axis, out, keepdims=keepdims)


def argmax(self, axis: Literal = None, out=None, *, keepdims: Literal = False):
    return np.argmax(self, axis, out, keepdims=keepdims)


def cumsum(self, axis: Literal = None, dtype: Literal = None, out=None):
    return np.cumsum(self, axis, dtype, out)


def cumprod(self, axis: Literal = None, dtype: Literal = None, out=None):
    return np.cumprod(self, axis, dtype, out)

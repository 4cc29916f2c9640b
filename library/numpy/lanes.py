"""Axes, as functions along one of them take them."""

from numlir.library import Literal, raise_if, reject


def _checked_axis(a, axis: Literal):
    """The axis counted from 0. Where there is none, an error is raised and another taken in its place."""
    if a.ndim == 0:
        reject("the axis is out of bounds for an array of dimension 0")
    elif axis < -a.ndim or axis >= a.ndim:
        raise_if(True, "AxisError", "axis {} is out of bounds for array of dimension {}", axis, a.ndim)
        return 0
    else:
        return axis + a.ndim if axis < 0 else axis

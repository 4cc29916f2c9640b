"""Axes, as functions along one of them take them."""

from numlir.library import Literal, reject


def _checked_axis(a, axis: Literal):
    """The axis counted from 0; an array without axes has its only axis at 0."""
    if axis < -a.ndim or axis >= a.ndim:
        reject("the axis is out of bounds for the array's dimension")
    return axis + a.ndim if axis < 0 else axis

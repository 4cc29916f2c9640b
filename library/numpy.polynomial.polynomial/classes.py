"""The class ``numpy.polynomial.Polynomial``: its instances hold coefficients, domain and window."""

import numpy as np
from numlir.library import is_none, new_instance
from numlir.library.numpy.polynomial.polyutils import as_series


def Polynomial(coef, domain=None, window=None, symbol="x"):
    coefficients = as_series((coef,), False)[0]
    return new_instance(
        "polynomial",
        coefficients,
        _interval(domain, "Domain has wrong number of elements."),
        _interval(window, "Window has wrong number of elements."),
    )


def _interval(ends, wrong):
    if is_none(ends):
        return np.array([-1.0, 1.0])
    interval = as_series((ends,), False)[0]
    if len(interval) != 2:
        raise ValueError(wrong)
    return interval

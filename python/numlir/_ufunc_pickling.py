"""Ufuncs that ``vectorize`` and ``guvectorize`` have made pickle by content, as the functions do that they are made of.

What arrives is made anew from its kernel and signatures. The same ufunc that arrives again is the object that came before, as long as
that is among the last that were pickled or arrived: ufuncs have no weak references, so these are kept.
"""

from __future__ import annotations

import copyreg
import uuid
from collections import OrderedDict

import numpy as np

from . import _numlir

#: How many ufuncs are kept.
_MOST = 64
_known: OrderedDict[str, np.ufunc] = OrderedDict()
_numpys = copyreg.dispatch_table[np.ufunc]


def _keep(identity, ufunc):
    _known[identity] = ufunc
    _known.move_to_end(identity)
    while len(_known) > _MOST:
        _known.popitem(last=False)


def _reduce(ufunc):
    recipe = _numlir.ufunc_recipe(ufunc)
    if recipe is None:
        return _numpys(ufunc)
    identity = recipe.setdefault("identity", uuid.uuid4().hex)
    _keep(identity, ufunc)
    return _make, (identity, _numlir.ufunc_kernel(ufunc), recipe["making"])


def _make(identity, kernel, making):
    known = _known.get(identity)
    if known is None:
        from .ufuncs import assemble

        known = assemble(kernel, making)
        _numlir.ufunc_recipe(known)["identity"] = identity
    _keep(identity, known)
    return known


copyreg.pickle(np.ufunc, _reduce)

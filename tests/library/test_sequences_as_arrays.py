"""Lists and tuples where NumPy takes what is like an array."""

import linecache

import numlir as nb
import numpy as np
import pytest
from compare import check

MATRIX, VECTOR, PAIR = [[2.0, 1.0], [1.0, 4.0]], [3, 1, 2], (1.5, -2.5)

CALLS = [
    "np.dot(v, v)", "np.dot(m, p)", "np.inner(v, v)", "np.vdot(p, p)", "np.outer(v, p)", "np.kron(v, p)", "np.matmul(m, m)",
    "np.matmul(m, p)", "np.squeeze([v], 0)", "np.ravel(m)", "np.reshape(v, (3, 1))", "np.broadcast_to(v, (2, 3))",
    "np.expand_dims(p, 0)", "np.clip(v, 1, 2)", "np.clip(p, min=0)", "np.round(p, 1)", "np.transpose(m)", "np.swapaxes(m, 0, 1)",
    "np.linalg.inv(m)", "np.linalg.det(m)", "np.linalg.slogdet(m)[1]", "np.linalg.solve(m, p)", "np.linalg.cholesky(m)",
    "np.linalg.eigvalsh(m)", "np.linalg.pinv(m)", "np.linalg.matrix_rank(m)", "np.linalg.matrix_power(m, 3)",
    "np.linalg.svd(m)[1]", "np.linalg.cond(m)", "np.linalg.norm(v)", "np.linalg.lstsq(m, p)[0]", "np.sum(v)",
    "np.mean(m, axis=0)", "np.sort(v)", "np.argsort(p)", "np.unique(v)", "np.diff(v)", "np.cumsum(p)", "np.median(v)",
    "np.percentile(v, 50)", "np.histogram(v, 2)", "np.bincount(v)", "np.interp(p, [0, 1, 2], v)", "np.trace(m)", "np.repeat(v, 2)",
    "np.tile(p, 2)", "np.roll(v, 1)", "np.flip(v)", "np.take(v, [0, 2])", "np.where([True, False], p, 0)", "np.isin(v, [1])",
    "np.concatenate((v, p))", "np.stack((v, v))", "np.vstack((v, v))", "np.cross(v, v)", "np.convolve(v, p)", "np.any(m)",
]  # fmt: skip


def function_of(call):
    name = f"<sequences {call}>"
    text = f"def f(m, v, p):\n    return {call}\n"
    linecache.cache[name] = len(text), None, text.splitlines(True), name
    space = {"np": np}
    exec(compile(text, name, "exec"), space)
    return nb.njit(space["f"])


@pytest.mark.parametrize("call", CALLS)
def test_sequences(call):
    check(function_of(call), MATRIX, VECTOR, PAIR, tolerance=1e-14)

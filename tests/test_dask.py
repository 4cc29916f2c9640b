"""Compiled functions on the processes of a dask cluster, with one cache for all."""

import os
import subprocess
import sys

import pytest

pytest.importorskip("distributed")

PROGRAM = """
import os
import numpy as np
import numlir as nb
from numlir.experimental import jitclass

scale = 3.0

@nb.njit(cache=True)
def inner(x):
    return x * scale

@nb.njit(cache=True, nogil=True)
def smooth(block):
    out = np.empty_like(block)
    for i in range(block.shape[0]):
        for j in range(block.shape[1]):
            out[i, j] = inner(block[i, j]) + 1.0
    return out

@nb.vectorize(["float64(float64)"])
def half(x):
    return x / 2

def work(block):
    return half(smooth(block))

def used(_):
    return os.getpid(), sum(smooth.stats.cache_hits.values()), sum(smooth.stats.cache_misses.values())

def cold(block):
    smooth(block)
    return os.getpid(), sum(smooth.stats.cache_hits.values()), sum(smooth.stats.cache_misses.values())

if __name__ == "__main__":
    import dask
    import dask.array as da
    from distributed import Client, LocalCluster

    dask.config.set({"distributed.worker.daemon": False})
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster, Client(cluster) as client:
        first, second = list(client.scheduler_info()["workers"])
        block = np.ones((4, 4))
        one = client.submit(cold, block, workers=[first], pure=False).result()
        two = client.submit(cold, block, workers=[second], pure=False).result()
        x = da.from_array(np.arange(64.0).reshape(8, 8), chunks=(4, 4))
        got = x.map_blocks(work, dtype=float).compute()
    assert (got == (np.arange(64.0).reshape(8, 8) * 3 + 1) / 2).all()
    assert os.getpid() not in (one[0], two[0]) and one[0] != two[0]
    print(one[1:], two[1:])
"""


def test_map_blocks_over_processes_that_share_the_cache(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    environment = {**os.environ, "NUMLIR_CACHE_DIR": str(tmp_path / "cache"), "DASK_TEMPORARY_DIRECTORY": str(tmp_path)}
    ran = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, env=environment, timeout=120, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    # The first worker compiles, the second finds its code.
    assert ran.stdout.splitlines()[-1] == "(0, 1) (1, 0)"

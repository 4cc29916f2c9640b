"""Copies between arrays of a device whose elements lie differently."""

from .. import cuda

_THREADS = 256
_MOST_BLOCKS = 1024


@cuda.jit
def _assign(target, source):
    for place in range(cuda.grid(1), target.size, cuda.gridsize(1)):
        target.flat[place] = source.flat[place]


def assign(target, source, stream=0):
    """Copies elements in their order; both are descriptions of arrays of a device, of one shape."""
    blocks = min(-(-target.size // _THREADS), _MOST_BLOCKS)
    _assign[blocks, _THREADS, stream]._launch_places((target, source))

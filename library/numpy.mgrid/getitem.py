"""`np.mgrid[...]`"""

from numlir.library.numpy.grids import _grid


def getitem(maker, index):
    return _grid(index)

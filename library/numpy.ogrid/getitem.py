"""`np.ogrid[...]`"""

from numlir.library.numpy.grids import _open_grid


def getitem(maker, index):
    return _open_grid(index)

"""`np.c_[...]`"""

from numlir.library.numpy.grids import _joined_columns


def getitem(maker, index):
    return _joined_columns(index)

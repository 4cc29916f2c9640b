"""`np.r_[...]`"""

from numlir.library.numpy.grids import _joined


def getitem(maker, index):
    return _joined(index)

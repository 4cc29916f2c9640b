"""`np.index_exp[...]`: what stands in the brackets, as an index that is a tuple."""

from numlir.library import is_tuple


def getitem(maker, index):
    return index if is_tuple(index) else (index,)

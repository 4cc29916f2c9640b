"""Methods and attributes of arrays that have no compiled form: each says why."""

from numlir.library import reject


@property
def base(self):
    reject("which array a view was made of is not known in compiled code")


@property
def data(self):
    reject("memoryviews are not made in compiled code; the address is a.ctypes.data")


def resize(self, *new_shape):
    reject("an array does not change its size in compiled code; np.resize gives a new one")


def byteswap(self, inplace=False):
    reject("arrays have the byte order of the machine in compiled code")

"""What an array of read-only bytes says of its memory."""


@property
def shape(self):
    return (len(self),)


@property
def strides(self):
    return (1,)


@property
def itemsize(self):
    return 1


@property
def ndim(self):
    return 1


@property
def size(self):
    return len(self)


@property
def nbytes(self):
    return len(self)

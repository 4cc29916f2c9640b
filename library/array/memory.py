"""What memoryviews say of their memory: as arguments they are arrays."""


@property
def contiguous(self):
    return self.flags.c_contiguous or self.flags.f_contiguous


@property
def c_contiguous(self):
    return self.flags.c_contiguous


@property
def f_contiguous(self):
    return self.flags.f_contiguous


@property
def readonly(self):
    return not self.flags.writeable

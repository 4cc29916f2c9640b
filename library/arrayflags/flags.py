"""What `a.flags` tells beside its fields."""


@property
def contiguous(self):
    return self.c_contiguous


@property
def fortran(self):
    return self.f_contiguous


@property
def fnc(self):
    return self.f_contiguous and not self.c_contiguous


@property
def forc(self):
    return self.f_contiguous or self.c_contiguous


def __getitem__(self, name):
    if name == "C" or name == "C_CONTIGUOUS" or name == "CONTIGUOUS":
        return self.c_contiguous
    if name == "F" or name == "F_CONTIGUOUS" or name == "FORTRAN":
        return self.f_contiguous
    if name == "W" or name == "WRITEABLE":
        return self.writeable
    raise KeyError("Unknown flag")

"""Methods of polynomials."""

from numlir.library.numpy.polynomial.polynomial import polyval
from numlir.library.numpy.polynomial.polyutils import mapparms


def degree(self):
    return len(self.coef) - 1


def __len__(self):
    return len(self.coef)


def __call__(self, arg):
    offset, scale = mapparms(self.domain, self.window)
    return polyval(offset + scale * arg, self.coef)

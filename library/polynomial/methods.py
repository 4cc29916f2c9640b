"""Methods of polynomials."""


def degree(self):
    return len(self.coef) - 1


def __len__(self):
    return len(self.coef)

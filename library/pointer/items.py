"""Items of what an address points to, as C counts them."""

from numlir.library import pointed


def getitem(self, index):
    return pointed(self, index, (), "C")[()]


def setitem(self, index, value):
    pointed(self, index, (), "C")[()] = value

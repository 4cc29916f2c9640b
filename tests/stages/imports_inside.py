# f(float64)


def f(x):
    import numpy
    from math import pi, sqrt as root

    return root(x) + numpy.floor(x) * pi

"""The discrete Fourier transform of rows: Stockham's form with mixed radices, and Bluestein's for lengths with large prime factors."""

import numpy as np

LARGEST = 47  # Lengths with a prime factor above this one are transformed as a convolution of a power of two.


def _transform_rows(rows, sign):
    """Transforms each row of a contiguous matrix of complex128 in place: `X[k] = sum(x[j] * exp(sign * 2j * pi * j * k / n))`."""
    length = rows.shape[1]
    if length > 1:
        factors = _factors(length)
        if factors[len(factors) - 1] <= LARGEST:
            roots = _roots(length, sign)
            scratch = np.empty(length, np.complex128)
            for i in range(rows.shape[0]):
                _transform(rows[i], scratch, factors, roots)
        else:
            _transform_by_convolution(rows, sign)


def _factors(length):
    """Fours first, then the prime factors in ascending order."""
    found = np.empty(64, np.int64)
    count = 0
    while length % 4 == 0:
        found[count] = 4
        count += 1
        length //= 4
    factor = 2
    while length > 1:
        if factor * factor > length:
            factor = length
        if length % factor == 0:
            found[count] = factor
            count += 1
            length //= factor
        else:
            factor += 1
    return found[:count]


def _roots(length, sign):
    """The powers of the root of one, `exp(sign * 2j * pi * k / length)`."""
    roots = np.empty(length, np.complex128)
    for k in range(length):
        # Angles up to an eighth of the circle are the most exact.
        eighths = 8 * k
        octant = eighths // length
        rest = 2 * np.pi * ((eighths - octant * length) / (8.0 * length))
        corner = octant % 8
        c, s = np.cos(rest), np.sin(rest)
        half = 0.7071067811865476
        if corner % 2 == 1:
            c, s = half * (c - s), half * (c + s)
        quarter = corner // 2
        if quarter == 1:
            c, s = -s, c
        elif quarter == 2:
            c, s = -c, -s
        elif quarter == 3:
            c, s = s, -c
        roots[k] = c + 1j * (sign * s)
    return roots


def _transform(x, scratch, factors, roots):
    length = len(x)
    stride = 1
    left = length
    there = False  # Whether the values are in the scratch.
    for factor in factors:
        if there:
            _pass(scratch, x, factor, left, stride, roots)
        else:
            _pass(x, scratch, factor, left, stride, roots)
        there = not there
        left //= factor
        stride *= factor
    if there:
        x[:] = scratch


def _pass(x, y, factor, left, stride, roots):
    """One factor of the length: `left` is what of the length is left, `stride` what is done."""
    if factor == 4:
        _pass_of_four(x, y, left, stride, roots)
    elif factor == 2:
        _pass_of_two(x, y, left, stride, roots)
    else:
        _pass_of_any(x, y, factor, left, stride, roots)


def _pass_of_two(x, y, left, stride, roots):
    count = left // 2
    for j in range(count):
        root = roots[j * stride]
        for q in range(stride):
            a, b = x[q + stride * j], x[q + stride * (j + count)]
            y[q + stride * 2 * j] = a + b
            y[q + stride * (2 * j + 1)] = (a - b) * root


def _pass_of_four(x, y, left, stride, roots):
    count = left // 4
    turn = roots[len(roots) // 4]
    for j in range(count):
        first, second, third = roots[j * stride], roots[2 * j * stride], roots[3 * j * stride]
        for q in range(stride):
            a, b = x[q + stride * j], x[q + stride * (j + count)]
            c, d = x[q + stride * (j + 2 * count)], x[q + stride * (j + 3 * count)]
            even, odd = a + c, a - c
            sums, difference = b + d, (b - d) * turn
            place = q + stride * 4 * j
            y[place] = even + sums
            y[place + stride] = (odd + difference) * first
            y[place + 2 * stride] = (even - sums) * second
            y[place + 3 * stride] = (odd - difference) * third


def _pass_of_any(x, y, factor, left, stride, roots):
    count = left // factor
    length = len(roots)
    step = length // factor
    for j in range(count):
        for r in range(factor):
            root = roots[j * r * stride]
            for q in range(stride):
                total = x[q + stride * j]
                for k in range(1, factor):
                    total += x[q + stride * (j + count * k)] * roots[(k * r) % factor * step]
                y[q + stride * (factor * j + r)] = total * root


def _transform_by_convolution(rows, sign):
    """Bluestein: with `2jk = j² + k² - (k - j)²` the transform is a convolution, and that a product of transforms of longer rows."""
    length = rows.shape[1]
    longer = 1
    while longer < 2 * length - 1:
        longer *= 2
    # The chirp `exp(sign * 1j * pi * k² / length)`, from the roots of twice the length.
    doubled = _roots(2 * length, sign)
    chirp = np.empty(length, np.complex128)
    for k in range(length):
        chirp[k] = doubled[k * k % (2 * length)]
    factors = _factors(longer)
    forth, back = _roots(longer, -1), _roots(longer, 1)
    scratch = np.empty(longer, np.complex128)
    kernel = np.zeros(longer, np.complex128)
    kernel[0] = np.conj(chirp[0])
    for k in range(1, length):
        kernel[k] = np.conj(chirp[k])
        kernel[longer - k] = np.conj(chirp[k])
    _transform(kernel, scratch, factors, forth)
    work = np.empty(longer, np.complex128)
    for i in range(rows.shape[0]):
        work[:length] = rows[i] * chirp
        work[length:] = 0
        _transform(work, scratch, factors, forth)
        work *= kernel
        _transform(work, scratch, factors, back)
        rows[i] = work[:length] * chirp / longer

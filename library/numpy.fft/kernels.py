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


def _has_halves(length):
    """Whether a transform of real numbers is one of half as many complex numbers."""
    if length % 2 != 0:
        return False
    factors = _factors(length)
    return factors[len(factors) - 1] <= LARGEST


def _transform_real_rows(pairs, rows):
    """The first half of the transforms of real rows, and the element behind it; two real numbers are one of the complex `pairs`, whose
    place is used."""
    half = pairs.shape[1]
    roots, factors = _roots(2 * half, -1), _factors(half)
    between, scratch = roots[::2].copy(), np.empty(half, np.complex128)
    for i in range(rows.shape[0]):
        _transform(pairs[i], scratch, factors, between)
        _split_pairs(pairs[i], rows[i], roots)


def _split_pairs(z, out, roots):
    """The transforms of the even and of the odd places are the parts of `z` that are even and odd."""
    half = len(z)
    out[0] = complex(z[0].real + z[0].imag, 0.0)
    out[half] = complex(z[0].real - z[0].imag, 0.0)
    for k in range(1, half):
        a, b = z[k], z[half - k]
        even = complex(a.real + b.real, a.imag - b.imag)
        odd = complex(a.imag + b.imag, b.real - a.real) * roots[k]
        out[k] = complex(0.5 * (even.real + odd.real), 0.5 * (even.imag + odd.imag))


def _transform_to_real_rows(rows, pairs):
    """What `_transform_real_rows` did, undone but for the factor of the length."""
    half = pairs.shape[1]
    roots, factors = _roots(2 * half, 1), _factors(half)
    between, scratch = roots[::2].copy(), np.empty(half, np.complex128)
    for i in range(rows.shape[0]):
        _join_pairs(rows[i], pairs[i], roots)
        _transform(pairs[i], scratch, factors, between)


def _join_pairs(row, z, roots):
    half = len(z)
    # The imaginary parts of the outermost elements do not count.
    z[0] = complex(row[0].real + row[half].real, row[0].real - row[half].real)
    for k in range(1, half):
        a, b = row[k], row[half - k]
        even = complex(a.real + b.real, a.imag - b.imag)
        odd = complex(a.real - b.real, a.imag + b.imag) * roots[k]
        z[k] = complex(even.real - odd.imag, even.imag + odd.real)


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
    """The powers of the root of one, `exp(sign * 2j * pi * k / length)`; those of the second half are the conjugates of the first's."""
    roots = np.empty(length, np.complex128)
    count = length // 2 + 1 if length > 1 else 1
    octant, first = 0, 0
    while first < count:
        # Angles up to an eighth of the circle are the most exact.
        last = min(((octant + 1) * length + 7) // 8, count)
        rest = 2 * np.pi * ((8 * np.arange(first, last) - octant * length) / (8.0 * length))
        c, s = np.cos(rest), np.sin(rest)
        _turn(roots[first:last], c, s, octant, sign)
        first = last
        octant += 1
    for k in range(count, length):
        roots[k] = np.conj(roots[length - k])
    return roots


def _turn(roots, c, s, octant, sign):
    """The cosines and sines of angles within the octant that begins with a number of eighths of the circle."""
    half = 0.7071067811865476
    for k in range(len(roots)):
        x, y = c[k], s[k]
        if octant % 2 == 1:
            x, y = half * (x - y), half * (x + y)
        if octant // 2 == 1:
            x, y = -y, x
        elif octant // 2 == 2:
            x, y = -x, -y
        roots[k] = complex(x, sign * y)


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
    elif factor == 3:
        _pass_of_three(x, y, left, stride, roots)
    elif factor == 5:
        _pass_of_five(x, y, left, stride, roots)
    else:
        _pass_of_any(x, y, factor, left, stride, roots)


def _turned(z, sine):
    """Times `sine * 1j`."""
    return complex(-sine * z.imag, sine * z.real)


def _pass_of_two(x, y, left, stride, roots):
    count = left // 2
    for j in range(count):
        root = roots[j * stride]
        for q in range(stride):
            a, b = x[q + stride * j], x[q + stride * (j + count)]
            y[q + stride * 2 * j] = a + b
            y[q + stride * (2 * j + 1)] = (a - b) * root


def _pass_of_three(x, y, left, stride, roots):
    count = left // 3
    sine = roots[len(roots) // 3].imag
    for j in range(count):
        first, second = roots[j * stride], roots[2 * j * stride]
        for q in range(stride):
            a, b, c = x[q + stride * j], x[q + stride * (j + count)], x[q + stride * (j + 2 * count)]
            sums, difference = b + c, _turned(b - c, sine)
            rest = complex(a.real - 0.5 * sums.real, a.imag - 0.5 * sums.imag)
            place = q + stride * 3 * j
            y[place] = a + sums
            y[place + stride] = (rest + difference) * first
            y[place + 2 * stride] = (rest - difference) * second


def _pass_of_four(x, y, left, stride, roots):
    count = left // 4
    sine = roots[len(roots) // 4].imag
    for j in range(count):
        first, second, third = roots[j * stride], roots[2 * j * stride], roots[3 * j * stride]
        for q in range(stride):
            a, b = x[q + stride * j], x[q + stride * (j + count)]
            c, d = x[q + stride * (j + 2 * count)], x[q + stride * (j + 3 * count)]
            even, odd = a + c, a - c
            sums, difference = b + d, _turned(b - d, sine)
            place = q + stride * 4 * j
            y[place] = even + sums
            y[place + stride] = (odd + difference) * first
            y[place + 2 * stride] = (even - sums) * second
            y[place + 3 * stride] = (odd - difference) * third


def _pass_of_five(x, y, left, stride, roots):
    count = left // 5
    near, far = roots[len(roots) // 5], roots[2 * (len(roots) // 5)]
    for j in range(count):
        first, second, third, fourth = roots[j * stride], roots[2 * j * stride], roots[3 * j * stride], roots[4 * j * stride]
        for q in range(stride):
            a, b, c = x[q + stride * j], x[q + stride * (j + count)], x[q + stride * (j + 2 * count)]
            d, e = x[q + stride * (j + 3 * count)], x[q + stride * (j + 4 * count)]
            outer, inner = b + e, c + d
            across, between = b - e, c - d
            once, twice = _mixed(a, outer, inner, near.real, far.real), _mixed(a, outer, inner, far.real, near.real)
            turned = _turned(_mixed(0j, across, between, near.imag, far.imag), 1.0)
            again = _turned(_mixed(0j, across, between, far.imag, -near.imag), 1.0)
            place = q + stride * 5 * j
            y[place] = a + outer + inner
            y[place + stride] = (once + turned) * first
            y[place + 2 * stride] = (twice + again) * second
            y[place + 3 * stride] = (twice - again) * third
            y[place + 4 * stride] = (once - turned) * fourth


def _mixed(a, b, c, x, y):
    return complex(a.real + x * b.real + y * c.real, a.imag + x * b.imag + y * c.imag)


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

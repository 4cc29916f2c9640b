"""Functions of `math` on what can be iterated over."""


def prod(iterable, /, *, start=1):
    total = start
    for value in iterable:
        total = total * value
    return total


def fsum(seq, /):
    """The sum of numbers, rounded once: sums that nothing was lost of are kept apart (Shewchuk, 1997)."""
    partials = []
    special = 0.0
    has_nan = False
    for value in seq:
        x = float(value)
        if x - x != 0.0:
            special += x
            has_nan = has_nan or x != x
            continue
        kept = 0
        for i in range(len(partials)):
            y = partials[i]
            if abs(x) < abs(y):
                x, y = y, x
            high = x + y
            low = y - (high - x)
            if low != 0.0:
                partials[kept] = low
                kept += 1
            x = high
        if x - x != 0.0:
            raise OverflowError("intermediate overflow in fsum")
        del partials[kept:]
        if x != 0.0:
            partials.append(x)
    if special != special and not has_nan:
        raise ValueError("-inf + inf in fsum")
    if special != 0.0:
        return special
    return _rounded(partials)


def _rounded(partials):
    place = len(partials)
    if place == 0:
        return 0.0
    place -= 1
    high = partials[place]
    low = 0.0
    while place > 0:
        x = high
        place -= 1
        y = partials[place]
        high = x + y
        low = y - (high - x)
        if low != 0.0:
            break
    # What is left decides where the sum lies halfway between two floats.
    if place > 0 and ((low < 0.0 and partials[place - 1] < 0.0) or (low > 0.0 and partials[place - 1] > 0.0)):
        y = low * 2.0
        x = high + y
        if y == x - high:
            high = x
    return high

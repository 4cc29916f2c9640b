"""Methods of integers and floats, texts of integers in other bases, and their reading."""

from numlir import njit


@njit
def f(n, x):
    texts = (hex(n), oct(n), bin(n))
    return n.bit_length(), n.bit_count(), x.is_integer(), texts, int(texts[0], 16), int(texts[2], 0), int("z" + "1", 36)


CASES = [(0, 0.5), (255, 2.0), (-5, -0.0), (1023, 1e300), (-(2**62), float("inf")), (2**63 - 1, 1.25)]

"""Texts of other values, and numbers from texts."""

from numlir import njit


@njit
def f(n, x, b, z):
    text = f"{n} {x} {b} {z} {n + 1!r} {'q'!r} {(n, x, 'a')} {[n, n]} {None}"
    return text, str(n), str(x), str(b), str(z), repr(text[:3]), str(), int(str(n)), float(str(x)), int("  -12 "), float("1e3")


CASES = [(0, 0.0, True, 1j), (-5, 1e16, False, 1.5 - 2j), (2**62, 1e-5, True, 0j), (7, float("inf"), False, complex(-0.0, 1)), (1, 123456.789, True, 2 + 0j)]

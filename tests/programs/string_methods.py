"""Methods of strings."""

from numlir import njit


@njit
def f(s, t):
    a = s.upper(), s.lower(), s.swapcase(), s.capitalize(), s.title()
    b = s.strip(), s.lstrip(), s.rstrip(), s.strip("ab "), s.replace(t, "-"), s.replace(t, "", 1)
    c = s.split(), s.split(t), s.split(t, 1), s.rsplit(t, 1), s.splitlines(), s.partition(t), s.rpartition(t)
    d = s.find(t), s.rfind(t), s.count(t), s.startswith(t), s.endswith(t), s.startswith(("q", t)), s.find(t, 2), s.find(t, -2, 100)
    e = s.isdigit(), s.isalpha(), s.isalnum(), s.isspace(), s.islower(), s.isupper(), s.istitle(), s.isascii()
    g = s.center(12, "*"), s.ljust(9), s.rjust(9, "0"), s.zfill(8), s.removeprefix(t), s.removesuffix(t)
    h = t.join(["1", "2", "3"]), t.join("xyz"), s.expandtabs(4)
    return a, b, c, d, e, g, h


CASES = [("  aXbXXc ", "X"), ("ab ab", "ab"), ("-42", "2"), ("123", "3"), ("Hello\tWorld\nfoo", "o"), ("é€é", "é"), ("", " ")]

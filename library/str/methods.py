"""Methods of strings."""

import numpy as np
from numlir.library import Literal, call_c, is_integer, is_none, is_string, is_tuple, reject


def upper(self):
    return call_c("numlir_str_case", str, self, 1)


def lower(self):
    return call_c("numlir_str_case", str, self, 0)


def swapcase(self):
    return call_c("numlir_str_case", str, self, 2)


def capitalize(self):
    return call_c("numlir_str_case", str, self, 3)


def title(self):
    return call_c("numlir_str_case", str, self, 4)


def casefold(self):
    return call_c("numlir_str_case", str, self, 5)


def isdigit(self):
    return call_c("numlir_str_is", np.bool_, self, 0)


def isnumeric(self):
    return call_c("numlir_str_is", np.bool_, self, 8)


def isalpha(self):
    return call_c("numlir_str_is", np.bool_, self, 1)


def isalnum(self):
    return call_c("numlir_str_is", np.bool_, self, 2)


def isspace(self):
    return call_c("numlir_str_is", np.bool_, self, 3)


def islower(self):
    return call_c("numlir_str_is", np.bool_, self, 4)


def isupper(self):
    return call_c("numlir_str_is", np.bool_, self, 5)


def isdecimal(self):
    return call_c("numlir_str_is", np.bool_, self, 6)


def isascii(self):
    return call_c("numlir_str_is", np.bool_, self, 7)


def isprintable(self):
    return call_c("numlir_str_is", np.bool_, self, 9)


def isidentifier(self):
    return call_c("numlir_str_is", np.bool_, self, 10)


def istitle(self):
    return call_c("numlir_str_is", np.bool_, self, 11)


def _strip(self, chars, ends):
    if is_none(chars):
        return call_c("numlir_str_strip", str, self, self, True, ends)
    if not is_string(chars):
        reject("strip arg must be None or str")
    return call_c("numlir_str_strip", str, self, chars, False, ends)


def strip(self, chars=None):
    return self._strip(chars, 3)


def lstrip(self, chars=None):
    return self._strip(chars, 1)


def rstrip(self, chars=None):
    return self._strip(chars, 2)


def _low(self, start):
    if is_none(start):
        return 0
    if not is_integer(start):
        reject("slice indices must be integers or None")
    if start < 0:
        return max(start + len(self), 0)
    return start


def _high(self, end):
    if is_none(end):
        return len(self)
    if not is_integer(end):
        reject("slice indices must be integers or None")
    if end < 0:
        return max(end + len(self), 0)
    return min(end, len(self))


def find(self, sub, start=None, end=None):
    return call_c("numlir_str_find", np.int64, self, sub, self._low(start), self._high(end))


def rfind(self, sub, start=None, end=None):
    return call_c("numlir_str_rfind", np.int64, self, sub, self._low(start), self._high(end))


def index(self, sub, start=None, end=None):
    found = self.find(sub, start, end)
    if found < 0:
        raise ValueError("substring not found")
    return found


def rindex(self, sub, start=None, end=None):
    found = self.rfind(sub, start, end)
    if found < 0:
        raise ValueError("substring not found")
    return found


def count(self, sub, start=None, end=None):
    return call_c("numlir_str_count", np.int64, self, sub, self._low(start), self._high(end))


def _starts(self, prefix, low, high):
    if not is_string(prefix):
        reject("startswith first arg must be str or a tuple of str")
    stop = low + len(prefix)
    return stop <= high and call_c("numlir_str_find", np.int64, self, prefix, low, stop) == low


def startswith(self, prefix, start=None, end=None):
    low, high = self._low(start), self._high(end)
    if is_tuple(prefix):
        for one in prefix:
            if self._starts(one, low, high):
                return True
        return False
    return self._starts(prefix, low, high)


def _ends(self, suffix, low, high):
    if not is_string(suffix):
        reject("endswith first arg must be str or a tuple of str")
    first = high - len(suffix)
    return first >= low and call_c("numlir_str_find", np.int64, self, suffix, first, high) == first


def endswith(self, suffix, start=None, end=None):
    low, high = self._low(start), self._high(end)
    if is_tuple(suffix):
        for one in suffix:
            if self._ends(one, low, high):
                return True
        return False
    return self._ends(suffix, low, high)


def replace(self, old, new, count=-1):
    return call_c("numlir_str_replace", str, self, old, new, count)


def split(self, sep=None, maxsplit=-1):
    if is_none(sep):
        return call_c("numlir_str_split", [""], self, "", True, maxsplit, False)
    if len(sep) == 0:
        raise ValueError("empty separator")
    return call_c("numlir_str_split", [""], self, sep, False, maxsplit, False)


def rsplit(self, sep=None, maxsplit=-1):
    if is_none(sep):
        return call_c("numlir_str_split", [""], self, "", True, maxsplit, True)
    if len(sep) == 0:
        raise ValueError("empty separator")
    return call_c("numlir_str_split", [""], self, sep, False, maxsplit, True)


def splitlines(self, keepends=False):
    return call_c("numlir_str_lines", [""], self, bool(keepends))


def join(self, iterable):
    if is_string(iterable):
        return call_c("numlir_str_join", str, self, list(iterable))
    return call_c("numlir_str_join", str, self, list(iterable))


def partition(self, sep):
    if len(sep) == 0:
        raise ValueError("empty separator")
    at = self.find(sep, 0, len(self))
    if at < 0:
        return self, "", ""
    return self[:at], sep, self[at + len(sep) :]


def rpartition(self, sep):
    if len(sep) == 0:
        raise ValueError("empty separator")
    at = self.rfind(sep, 0, len(self))
    if at < 0:
        return "", "", self
    return self[:at], sep, self[at + len(sep) :]


def removeprefix(self, prefix):
    if self.startswith(prefix):
        return self[len(prefix) :]
    return self[:]


def removesuffix(self, suffix):
    if len(suffix) > 0 and self.endswith(suffix):
        return self[: len(self) - len(suffix)]
    return self[:]


def encode(self, encoding: Literal = "utf-8", errors: Literal = "strict"):
    if errors != "strict":
        reject("strings are encoded strictly")
    if encoding == "utf-8" or encoding == "utf8":
        return call_c("numlir_str_encode", bytes, self)
    most = 256 if encoding == "latin-1" or encoding == "latin1" or encoding == "iso-8859-1" else 128
    if most == 128 and encoding != "ascii":
        reject("strings are encoded as 'utf-8', 'ascii' or 'latin-1'")
    for character in self:
        if ord(character) >= most:
            raise ValueError("the codec can't encode a character: ordinal not in range")
    return call_c("numlir_str_retyped", bytes, self)


def _missing(self, width, fillchar):
    """How many characters are missing to a width."""
    if not is_integer(width):
        reject("The width must be an Integer")
    if not is_string(fillchar):
        reject("The fillchar must be a UnicodeType")
    if len(fillchar) != 1:
        raise TypeError("The fill character must be exactly one character long")
    return width - len(self)


def ljust(self, width, fillchar=" "):
    return self + fillchar * self._missing(width, fillchar)


def rjust(self, width, fillchar=" "):
    return fillchar * self._missing(width, fillchar) + self


def center(self, width, fillchar=" "):
    missing = self._missing(width, fillchar)
    left = missing // 2 + (missing & width & 1)
    return fillchar * left + self + fillchar * (missing - left) if missing > 0 else self[:]


def zfill(self, width):
    if not is_integer(width):
        reject("<width> must be an Integer")
    missing = width - len(self)
    if missing <= 0:
        return self[:]
    if len(self) > 0 and (self[0] == "-" or self[0] == "+"):
        return self[:1] + "0" * missing + self[1:]
    return "0" * missing + self


def expandtabs(self, tabsize=8):
    if not is_integer(tabsize):
        reject("tabsize must be an Integer")
    made = ""
    column = 0
    for character in self:
        if character == "\t":
            width = tabsize - column % tabsize if tabsize > 0 else 0
            made += " " * width
            column += width
        else:
            made += character
            column = 0 if character == "\n" or character == "\r" else column + 1
    return made

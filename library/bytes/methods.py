"""Methods of strings of bytes. Where only positions matter they are those of the characters with these numbers."""

import numpy as np
from numlir.library import Literal, call_c, is_bytes, is_integer, is_none, is_tuple, reject

SPACES = b" \t\n\r\x0b\x0c"


def _text(value):
    return call_c("numlir_str_retyped", str, value)


def _of_text(text):
    return call_c("numlir_str_retyped", bytes, text)


def _part(part):
    """What is looked for: bytes, or one byte by its number."""
    if is_integer(part):
        if part < 0 or part > 255:
            raise ValueError("byte must be in range(0, 256)")
        return chr(part)
    if not is_bytes(part):
        reject("argument should be integer or bytes-like object")
    return _text(part)


def upper(self):
    return call_c("numlir_bytes_case", bytes, self, 1)


def lower(self):
    return call_c("numlir_bytes_case", bytes, self, 0)


def swapcase(self):
    return call_c("numlir_bytes_case", bytes, self, 2)


def capitalize(self):
    return call_c("numlir_bytes_case", bytes, self, 3)


def title(self):
    return call_c("numlir_bytes_case", bytes, self, 4)


def isdigit(self):
    return call_c("numlir_bytes_is", np.bool_, self, 0)


def isalpha(self):
    return call_c("numlir_bytes_is", np.bool_, self, 1)


def isalnum(self):
    return call_c("numlir_bytes_is", np.bool_, self, 2)


def isspace(self):
    return call_c("numlir_bytes_is", np.bool_, self, 3)


def islower(self):
    return call_c("numlir_bytes_is", np.bool_, self, 4)


def isupper(self):
    return call_c("numlir_bytes_is", np.bool_, self, 5)


def istitle(self):
    return call_c("numlir_bytes_is", np.bool_, self, 6)


def isascii(self):
    return call_c("numlir_bytes_is", np.bool_, self, 7)


def _stripped(self, chars, ends):
    if is_none(chars):
        return call_c("numlir_str_strip", bytes, self, SPACES, False, ends)
    if not is_bytes(chars):
        reject("a bytes-like object is required")
    return call_c("numlir_str_strip", bytes, self, chars, False, ends)


def strip(self, chars=None):
    return self._stripped(chars, 3)


def lstrip(self, chars=None):
    return self._stripped(chars, 1)


def rstrip(self, chars=None):
    return self._stripped(chars, 2)


def find(self, sub, start=None, end=None):
    return _text(self).find(_part(sub), start, end)


def rfind(self, sub, start=None, end=None):
    return _text(self).rfind(_part(sub), start, end)


def index(self, sub, start=None, end=None):
    found = self.find(sub, start, end)
    if found < 0:
        raise ValueError("subsection not found")
    return found


def rindex(self, sub, start=None, end=None):
    found = self.rfind(sub, start, end)
    if found < 0:
        raise ValueError("subsection not found")
    return found


def count(self, sub, start=None, end=None):
    return _text(self).count(_part(sub), start, end)


def startswith(self, prefix, start=None, end=None):
    if is_tuple(prefix):
        for one in prefix:
            if _text(self).startswith(_part(one), start, end):
                return True
        return False
    return _text(self).startswith(_part(prefix), start, end)


def endswith(self, suffix, start=None, end=None):
    if is_tuple(suffix):
        for one in suffix:
            if _text(self).endswith(_part(one), start, end):
                return True
        return False
    return _text(self).endswith(_part(suffix), start, end)


def replace(self, old, new, count=-1):
    return call_c("numlir_str_replace", bytes, self, old, new, count)


def split(self, sep=None, maxsplit=-1):
    if is_none(sep):
        return call_c("numlir_str_split", [b""], self, SPACES, True, maxsplit, False)
    if len(sep) == 0:
        raise ValueError("empty separator")
    return call_c("numlir_str_split", [b""], self, sep, False, maxsplit, False)


def rsplit(self, sep=None, maxsplit=-1):
    if is_none(sep):
        return call_c("numlir_str_split", [b""], self, SPACES, True, maxsplit, True)
    if len(sep) == 0:
        raise ValueError("empty separator")
    return call_c("numlir_str_split", [b""], self, sep, False, maxsplit, True)


def splitlines(self, keepends=False):
    return call_c("numlir_bytes_lines", [b""], self, bool(keepends))


def join(self, iterable):
    return call_c("numlir_str_join", bytes, self, list(iterable))


def partition(self, sep):
    head, middle, tail = _text(self).partition(_text(sep))
    return _of_text(head), _of_text(middle), _of_text(tail)


def rpartition(self, sep):
    head, middle, tail = _text(self).rpartition(_text(sep))
    return _of_text(head), _of_text(middle), _of_text(tail)


def removeprefix(self, prefix):
    return _of_text(_text(self).removeprefix(_text(prefix)))


def removesuffix(self, suffix):
    return _of_text(_text(self).removesuffix(_text(suffix)))


def ljust(self, width, fillchar=b" "):
    return _of_text(_text(self).ljust(width, _text(fillchar)))


def rjust(self, width, fillchar=b" "):
    return _of_text(_text(self).rjust(width, _text(fillchar)))


def center(self, width, fillchar=b" "):
    return _of_text(_text(self).center(width, _text(fillchar)))


def zfill(self, width):
    return _of_text(_text(self).zfill(width))


def expandtabs(self, tabsize=8):
    return _of_text(_text(self).expandtabs(tabsize))


def decode(self, encoding: Literal = "utf-8", errors: Literal = "strict"):
    if errors != "strict":
        reject("bytes are decoded strictly")
    if encoding == "latin-1" or encoding == "latin1" or encoding == "iso-8859-1":
        return _text(self)
    if encoding == "ascii":
        if not self.isascii():
            raise ValueError("'ascii' codec can't decode a byte: ordinal not in range(128)")
        return _text(self)
    if encoding != "utf-8" and encoding != "utf8":
        reject("bytes are decoded as 'utf-8', 'ascii' or 'latin-1'")
    if not call_c("numlir_bytes_is", np.bool_, self, 8):
        raise ValueError("'utf-8' codec can't decode the bytes")
    return call_c("numlir_bytes_decode", str, self)

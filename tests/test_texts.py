"""Arrays and records of texts of fixed width (`S`, `U`), and strings of bytes."""

import numlir as nb
import numpy as np
import pytest
from numlir import types

UNICODE = np.array(["hi", "there", "\u01e9x", "\U00108a0e", ""])
BYTES = np.array([b"hi", b"there", b"x\xff", b"a\0b", b""])
TEXTS = pytest.mark.parametrize("texts", [UNICODE, BYTES, UNICODE.astype("U40")[::2], BYTES[::-1]])


def same(ours, theirs):
    """Of one kind, and equal: NumPy's scalars are strings."""
    if isinstance(theirs, np.ndarray):
        return ours.dtype == theirs.dtype and ours.shape == theirs.shape and ours.tobytes() == theirs.tobytes()
    if isinstance(theirs, (list, tuple)):
        return type(ours) is type(theirs) and len(ours) == len(theirs) and all(map(same, ours, theirs))
    return ours == theirs and isinstance(ours, bytes) == isinstance(theirs, bytes)


def check(function, *args):
    ours, theirs = nb.njit(function)(*args), function(*args)
    assert same(ours, theirs), (ours, theirs)


def test_elements_are_strings():
    for texts in (UNICODE, BYTES):
        for place in range(-len(texts), len(texts)):
            check(lambda a, i: a[i], texts, place)
            check(lambda a, i: len(a[i]), texts, place)
            check(lambda a, i: not a[i], texts, place)
    check(lambda a: a[()], np.array("1234"))
    check(lambda a: a[()], np.array(b"1234"))
    check(lambda a: a[1, 0], UNICODE[:4].reshape(2, 2))
    check(lambda a, i: a[i][0], UNICODE, 1)
    check(lambda a, i: a[i][0], BYTES, 1)


def test_an_index_outside_raises():
    @nb.njit
    def first(a, i, j):
        return a[i][j]

    with pytest.raises(IndexError, match="string index out of range"):
        first(UNICODE, 0, 2)
    with pytest.raises(IndexError, match="index out of range"):
        first(BYTES, 0, 2)
    with pytest.raises(IndexError):
        first(BYTES, 9, 0)


@TEXTS
def test_iterates_and_joins(texts):
    check(lambda a: [x for x in a], texts)
    check(lambda a: [x for x in a.flat], texts.reshape(1, -1))
    check(lambda a: [(i, x + x) for i, x in enumerate(a)], texts)
    check(lambda a: list(zip(a, a[::-1])), texts)
    check(lambda a: a[0][:0].join(a), texts)


@TEXTS
def test_views_and_copies(texts):
    check(lambda a: a[::-1], texts)
    check(lambda a: a[1:].copy(), texts)
    check(lambda a: a[np.array([2, 0, 1])], texts)
    check(lambda a: np.concatenate((a, a)), texts)

    def moved(a):
        made = np.empty_like(a)
        made[:] = a
        made[1:] = made[:-1]
        return made

    check(moved, texts)


def test_stores_cut_off_and_fill_up():
    def store(a, i, x):
        a[i] = x
        return a

    function = nb.njit(store)
    for texts, values in ((UNICODE, ("abcdefgh", "", "\u01e9", b"asc")), (BYTES, (b"abcdefgh", b"", b"\0\1", "asc"))):
        for value in values:
            for place in (1, slice(None), slice(0, 2)):
                # NumPy stores the text of bytes, as str() writes it.
                given = value.decode() if texts is UNICODE and isinstance(value, bytes) else value
                assert same(function(texts.copy(), place, value), store(texts.copy(), place, given))
    with pytest.raises(ValueError, match="ascii"):
        function(BYTES.copy(), 0, "\u01e9")


def test_widths_differ():
    def store(a, b):
        a[:] = b
        return a

    check(store, np.zeros(5, "U3"), UNICODE)
    check(store, np.zeros(5, "U9"), UNICODE)
    check(store, np.zeros((2, 5), "S3"), BYTES)
    assert same(nb.njit(store)(np.zeros(2, "U3"), np.array([b"ab", b"cdef"])), np.array(["ab", "cde"]))
    check(lambda a: a.astype("U2"), UNICODE)
    check(lambda: np.zeros(2, "S4"))


def test_what_holds_no_text_is_refused():
    @nb.njit
    def store(a, x):
        a[0] = x

    for array, value in ((UNICODE, 1), (BYTES, 1.5), (np.zeros(2), "x")):
        with pytest.raises(nb.errors.TypingError, match="cannot be stored"):
            store(array.copy(), value)
    with pytest.raises(nb.errors.TypingError):
        nb.njit(lambda a: a.sum())(UNICODE)
    with pytest.raises(nb.errors.TypingError):
        nb.njit(lambda a: a + 1)(UNICODE)


def test_arrays_compare_element_by_element():
    for texts in (UNICODE, BYTES):
        value = texts[1].item()
        check(lambda a, x: a == x, texts, value)
        check(lambda a, x: x != a, texts, value)
        check(lambda a: a < a[::-1], texts)
        check(lambda a: a.reshape(-1, 1) >= a, texts)
        check(lambda a, x: a[a == x], texts, value)
        check(lambda a, x: x in a, texts, value)


@pytest.mark.parametrize("texts", [UNICODE, BYTES])
def test_keys_of_dictionaries_and_sets(texts):
    def counts(a):
        found = {}
        for x in a:
            found[x] = found.get(x, 0) + 1
        return [(x, found[x]) for x in found]

    check(counts, np.concatenate((texts, texts[1:3])))
    keys = nb.typed.Dict.empty(nb.from_dtype(texts.dtype), types.int64)

    @nb.njit
    def note(d, a, i):
        d[a[i]] = i

    note(keys, texts, 1)
    assert dict(keys) == {texts[1].item(): 1}


RECORDS = np.array(
    [("ab", b"x", 1.0, ["p", "q"]), ("cdef", b"yyy", 2.0, ["r", "stu"])],
    dtype=[("name", "U4"), ("code", "S3"), ("value", "f8"), ("tags", "U3", (2,))],
)


def test_fields_of_records():
    check(lambda r: r[0]["name"] + r[1]["name"], RECORDS)
    check(lambda r: r[0].code, RECORDS.view(np.recarray))
    check(lambda r: r["name"], RECORDS)
    check(lambda r: r["code"][1], RECORDS)
    check(lambda r: r[1]["tags"][1], RECORDS)
    check(lambda r: [x["name"].upper() for x in r], RECORDS)

    def change(r):
        r[0]["name"] = "longer"
        r["code"][:] = b"q"
        r[1]["tags"] = r[0]["tags"]
        return r

    check(change, RECORDS.copy())
    given = RECORDS.copy()
    nb.njit(change)(given)
    assert same(given, change(RECORDS.copy()))


def test_records_move_with_their_texts():
    def swap(r):
        r[0] = r[1]
        return r

    check(lambda r: r[::-1].copy(), RECORDS)
    check(swap, RECORDS.copy())


LITERAL = b"glo\xffbal"


def test_bytes():
    check(lambda x: x, b"a\0c")
    check(lambda x: (x[0], x[-1], x[1:], x[::-1]), b"abcd")
    check(lambda x: (len(x), x + b"de", x * 2, 3 * x), b"abc")
    check(lambda x: (x == b"abc", x != b"abc", x < b"abd", x >= b"b", x == "abc", x == 5), b"abc")
    check(lambda x: (97 in x, 300 - 200 in x, b"bc" in x, b"x" not in x), b"abc")
    check(lambda x: [c for c in x], b"a\xffc")
    check(lambda x: (str(x), repr(x), f"{x}", bool(x)), b"a'b\n\xff\\")
    check(lambda: (LITERAL, b"lit\xff", len(b"")))
    check(lambda x: {b"a": 1, x: 2}[x], b"b")
    check(lambda x: (ord(x), bytes(3), bytes([1, 2, 255]), bytes(x), bytes("a", "ascii")), b"q")
    check(lambda x: [x, b"other"], np.bytes_(b"abc"))
    check(lambda x: x.upper(), np.str_("abc"))


def test_byte_arithmetic_is_that_of_integers():
    check(lambda x: x[0] - x[1], b"ab")


METHODS = [
    lambda x: (x.upper(), x.lower(), x.swapcase(), x.capitalize(), x.title()),
    lambda x: (x.isdigit(), x.isalpha(), x.isalnum(), x.isspace(), x.islower(), x.isupper(), x.istitle(), x.isascii()),
    lambda x: (x.strip(), x.lstrip(), x.rstrip(), x.strip(b"a ")),
    lambda x: (x.split(), x.split(b","), x.split(None, 1), x.rsplit(b",", 1), x.rsplit(None, 1), x.splitlines()),
    lambda x: (x.find(b"b"), x.rfind(b"a"), x.count(b"a"), x.find(97), x.find(b"zz"), x.find(b"b", 2, 5)),
    lambda x: (x.startswith(b"a"), x.endswith((b"c", b"Z")), x.startswith(b"b", 1)),
    lambda x: (x.ljust(9), x.rjust(9, b"*"), x.center(9, b"-"), x.zfill(9), x.expandtabs(4)),
    lambda x: (x.partition(b","), x.rpartition(b","), x.removeprefix(b"a"), x.removesuffix(b"c")),
    lambda x: (x.replace(b"a", b"bb"), x.join([b"1", b"2"]), b",".join([x, x])),
]


@pytest.mark.parametrize("value", [b"abc", b"a, b,a", b" Ab\tC\x1c d\n", b"", b"-12", b"\xe9\xc9", b"X\r\ny\nz"])
def test_methods_of_bytes(value):
    for method in METHODS:
        check(method, value)


def test_text_and_bytes_become_one_another():
    check(lambda x: x.encode(), "a\u01e9\U00108a0e")
    check(lambda x: x.encode("latin-1"), "a\xe9")
    check(lambda x: x.decode(), "a\u01e9".encode())
    check(lambda x: x.decode("ascii"), b"abc")
    with pytest.raises(ValueError, match="utf-8"):
        nb.njit(lambda x: x.decode())(b"\xff")
    with pytest.raises(ValueError, match="can't encode"):
        nb.njit(lambda x: x.encode("ascii"))("\xe9")


def test_raising_bytes():
    @nb.njit
    def fail(x):
        raise ValueError(x, b"lit")

    with pytest.raises(ValueError) as error:
        fail(b"a\xff")
    assert error.value.args == (b"a\xff", b"lit")


def test_hashes_are_those_of_python():
    for value in ("", "abc", "\xe9", "\u01e9", "\U00108a0e", b"", b"abcdefghij\xff", np.str_("abc")):
        check(hash_of, value)
    for value in (0, -1, 7, -8, 2**61 - 1, 2**62 + 3, -(2**63), 2**64 - 1, True, 1.0, -0.5, 1e300, 2.5e-320, np.inf, -3.0):
        check(hash_of, value)
    for value in (1j, 1.5 - 2j, (), (1, 2.5), (1, ("a", b"b")), (-1, -1)):
        check(hash_of, value)
    check(lambda a, i: hash(a[i]), UNICODE, 3)


def hash_of(x):
    return hash(x)


def test_signatures_with_texts():
    rows = nb.from_dtype(RECORDS.dtype)

    @nb.njit((rows[::1], types.intp, rows.typeof("code")))
    def put(r, i, code):
        r[i]["code"] = code

    given = RECORDS.copy()
    put(given, 0, b"abcdef")
    assert given["code"][0] == b"abc"

    @nb.njit(types.unicode_type(types.UnicodeCharSeq(5)[:], types.int64))
    def item(a, i):
        return a[i]

    assert item(np.array(["a", "bcdef"]), 1) == "bcdef"


def test_frozen_texts():
    words = UNICODE.copy()

    @nb.njit
    def word(i):
        return words[i]

    assert [word(i) for i in range(len(words))] == words.tolist()


def test_nothing_is_leaked():
    from numlir import _numlir

    @nb.njit
    def work(a, b):
        made = a.copy()
        for i, x in enumerate(a):
            made[i] = x.upper() + x[:1]
        return made, [x.split(b"e") for x in b]

    work(UNICODE, BYTES)
    before = _numlir.live_blocks()
    for _ in range(5):
        work(UNICODE, BYTES)
    assert _numlir.live_blocks() == before


def test_constants_are_put_together_when_compiling():
    def text():
        first = "a" + "b"
        return first + f"{1}{True}" + "c"

    compiled = nb.njit(text)
    assert compiled() == text()
    [code] = compiled.inspect_llvm().values()
    assert "numlir_str_concat" not in code and "numlir_str_of" not in code

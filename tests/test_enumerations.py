"""Members of enumerations in compiled code."""

import enum

import numpy as np
import pytest
from numlir import errors, njit, typeof, types


class Color(enum.Enum):
    red = 1
    green = 2
    blue = 3


class Name(enum.Enum):
    a = "x"
    b = "yy"


class Other(enum.Enum):
    red = 1


class Shape(enum.IntEnum):
    circle = 2
    square = 5


@njit
def same(a, b):
    return a == b, a != b, a is b, a is not b


@pytest.mark.parametrize("a", [Color.red, Other.red, Name.a])
@pytest.mark.parametrize("b", [Color.red, Color.blue, Other.red, Name.a, Name.b, 1])
def test_comparisons(a, b):
    assert same(a, b) == same.py_func(a, b)


@njit
def kinds(a):
    if a == Color.red or a is Color.blue:
        return isinstance(a, Color), isinstance(a, Other), a in (Color.red, Color.green), a in [Color.blue]
    return isinstance(a, Color), False, False, False


@pytest.mark.parametrize("a", Color)
def test_constants(a):
    assert kinds(a) == kinds.py_func(a)


@njit
def through(a):
    found = [a, Color.blue]
    found.append(Color.green)
    return a, (a.value, found)


@pytest.mark.parametrize("a", Color)
def test_results(a):
    result = through(a)
    assert result == through.py_func(a)
    assert result[0] is a


@njit
def chosen(x):
    return Color.red if x > 0 else Color.green


@njit
def perhaps(x):
    found = None
    if x > 0:
        found = Color.red
    return found


@njit
def number(c):
    match c:
        case Color.red:
            return 1
        case Color.green:
            return 2
        case _:
            return 0


def test_control_flow():
    assert chosen(1) is Color.red and chosen(-1) is Color.green
    assert perhaps(1) is Color.red and perhaps(0) is None
    assert [number(c) for c in Color] == [1, 2, 0]


@njit
def counted(members):
    counts = {Color.red: 0}
    for member in members:
        counts[member] = counts[member] + 1 if member in counts else 1
    return len(counts), counts[Color.red]


def test_keys():
    assert counted([Color.red, Color.blue, Color.red]) == (2, 2)


@njit
def arithmetic(a):
    return a + 1, a == 2, a is Shape.circle, Shape.square + a, a < Shape.square


def test_integers():
    assert arithmetic(Shape.circle) == arithmetic.py_func(Shape.circle)


def test_types():
    assert str(typeof(Color.red)) == "Enum<int64>(Color)"
    with pytest.raises(errors.TypingError, match=r"there is no Enum<int64>\(Color\) \+ int64"):
        njit(lambda c: c + 1)(Color.red)
    with pytest.raises(errors.TypingError, match=r"Color\(none\): no member of Color has a value of this type"):
        njit(lambda: Color(None))()


@njit
def named(c):
    return c.name, len(c.name), Color.green.name


@njit
def looked_up(x):
    return Color(x)


class Mixed(enum.Enum):
    one = 1
    half = 0.5
    text = "t"
    other = "o"
    uno = 1


@njit
def mixed(x):
    return Mixed(x)


def test_names():
    for color in Color:
        assert named(color) == named.py_func(color)
    assert njit(lambda c: c.name)(Mixed.other) == "other"
    assert njit(lambda c: c.name)(Mixed.uno) == "one"


def test_members_by_value():
    for color in Color:
        assert looked_up(color.value) is color
        assert looked_up(color) is color
    assert looked_up(np.int8(Color.green.value)) is Color.green
    with pytest.raises(ValueError, match="^77 is not a valid Color$"):
        looked_up(77)


def test_members_by_values_of_several_types():
    assert mixed(1) is Mixed.one
    assert mixed("o") is Mixed.other
    with pytest.raises(ValueError, match="^'q' is not a valid Mixed$"):
        mixed("q")


def test_members_of_integer_enumerations_in_signatures():
    f = njit((types.int64[:], types.IntEnumMember(Shape, types.intp)))(lambda a, i: a[i])
    assert f(np.arange(10), Shape.square) == 5


class Level(enum.IntEnum):
    low = 2
    high = 5


def test_members_by_name():
    @njit
    def by_constant():
        return Color["red"], Color["green"].value, Level["high"] + 1

    @njit
    def by_text(name):
        return Color[name], Level[name[:0] + "low"]

    assert by_constant() == (Color.red, Color.green.value, 6)
    assert by_text("green") == (Color.green, 2)
    with pytest.raises(KeyError) as raised:
        by_text("purple")
    assert raised.value.args == ("purple",)
    with pytest.raises(KeyError):
        njit(lambda: Color["purple"])()
    with pytest.raises(errors.TypingError, match="an enumeration has no member 2"):
        njit(lambda: Color[2])()


def test_members_of_several_types_by_name():
    class Mixed(enum.Enum):
        number = 1
        text = "two"

    assert njit(lambda: (Mixed["number"].value, Mixed["text"].value))() == (1, "two")
    with pytest.raises(errors.TypingError, match="Cannot type heterogeneous enum"):
        njit(lambda name: Mixed[name])("text")


def test_members_of_numbers_by_value():
    @njit
    def level(value):
        return Level(value) * 10

    assert level(5) == 50
    with pytest.raises(ValueError, match="4 is not a valid Level"):
        level(4)

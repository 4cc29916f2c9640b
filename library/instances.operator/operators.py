"""Operators with an instance among their operands: methods of its class."""

from numlir.library import Literal, has_common_type, has_method, is_instance, new_instance, reject, same


def build_dict(name: Literal, keys: Literal, values):
    if has_common_type(values):
        made = {}
        _put(made, keys, values)
        return made
    return new_instance(name, *values)


def _put(made, keys: Literal, values):
    # In parts: what hands all on at each step would be of quadratic size.
    if len(keys) > 256:
        _put(made, keys[:256], values[:256])
        _put(made, keys[256:], values[256:])
    elif len(keys) > 16:
        _put(made, keys[:16], values[:16])
        _put(made, keys[16:], values[16:])
    elif len(keys) > 3:
        made[keys[0]] = values[0]
        made[keys[1]] = values[1]
        made[keys[2]] = values[2]
        made[keys[3]] = values[3]
        _put(made, keys[4:], values[4:])
    elif len(keys) > 0:
        made[keys[0]] = values[0]
        _put(made, keys[1:], values[1:])


def getitem(self, index):
    return self.__getitem__(index)


def setitem(self, index, value):
    self.__setitem__(index, value)


def delitem(self, index):
    self.__delitem__(index)


def iter(self):
    return self.__iter__()


def next(iterator):
    """Whether there is an element, the element, and the iterator behind it."""
    return iterator[0]._after(iterator)


def truth(self):
    if has_method(self, "__bool__"):
        return True if self.__bool__() else False
    if has_method(self, "__len__"):
        return self.__len__() != 0
    return True


def is_(a, b):
    return same(a, b)


def is_not(a, b):
    return not same(a, b)


def neg(self):
    return self.__neg__()


def pos(self):
    return self.__pos__()


def invert(self):
    return self.__invert__()


def eq(a, b):
    if has_method(a, "__eq__"):
        return a.__eq__(b)
    if has_method(b, "__eq__"):
        return b.__eq__(a)
    if is_instance(a) and is_instance(b):
        return same(a, b)
    return False


def ne(a, b):
    if has_method(a, "__ne__"):
        return a.__ne__(b)
    return not eq(a, b)


def lt(a, b):
    if has_method(a, "__lt__"):
        return a.__lt__(b)
    return b.__gt__(a)


def gt(a, b):
    if has_method(a, "__gt__"):
        return a.__gt__(b)
    return b.__lt__(a)


def le(a, b):
    if has_method(a, "__le__"):
        return a.__le__(b)
    return b.__ge__(a)


def ge(a, b):
    if has_method(a, "__ge__"):
        return a.__ge__(b)
    return b.__le__(a)


def add(a, b):
    if has_method(a, "__add__"):
        return a.__add__(b)
    if has_method(b, "__radd__"):
        return b.__radd__(a)
    reject("the class has no method __add__")


def iadd(a, b):
    if has_method(a, "__iadd__"):
        return a.__iadd__(b)
    return add(a, b)


def sub(a, b):
    if has_method(a, "__sub__"):
        return a.__sub__(b)
    if has_method(b, "__rsub__"):
        return b.__rsub__(a)
    reject("the class has no method __sub__")


def isub(a, b):
    if has_method(a, "__isub__"):
        return a.__isub__(b)
    return sub(a, b)


def mul(a, b):
    if has_method(a, "__mul__"):
        return a.__mul__(b)
    if has_method(b, "__rmul__"):
        return b.__rmul__(a)
    reject("the class has no method __mul__")


def imul(a, b):
    if has_method(a, "__imul__"):
        return a.__imul__(b)
    return mul(a, b)


def truediv(a, b):
    if has_method(a, "__truediv__"):
        return a.__truediv__(b)
    if has_method(b, "__rtruediv__"):
        return b.__rtruediv__(a)
    reject("the class has no method __truediv__")


def itruediv(a, b):
    if has_method(a, "__itruediv__"):
        return a.__itruediv__(b)
    return truediv(a, b)


def floordiv(a, b):
    if has_method(a, "__floordiv__"):
        return a.__floordiv__(b)
    if has_method(b, "__rfloordiv__"):
        return b.__rfloordiv__(a)
    reject("the class has no method __floordiv__")


def ifloordiv(a, b):
    if has_method(a, "__ifloordiv__"):
        return a.__ifloordiv__(b)
    return floordiv(a, b)


def mod(a, b):
    if has_method(a, "__mod__"):
        return a.__mod__(b)
    if has_method(b, "__rmod__"):
        return b.__rmod__(a)
    reject("the class has no method __mod__")


def imod(a, b):
    if has_method(a, "__imod__"):
        return a.__imod__(b)
    return mod(a, b)


def pow(a, b):
    if has_method(a, "__pow__"):
        return a.__pow__(b)
    if has_method(b, "__rpow__"):
        return b.__rpow__(a)
    reject("the class has no method __pow__")


def ipow(a, b):
    if has_method(a, "__ipow__"):
        return a.__ipow__(b)
    return pow(a, b)


def lshift(a, b):
    if has_method(a, "__lshift__"):
        return a.__lshift__(b)
    if has_method(b, "__rlshift__"):
        return b.__rlshift__(a)
    reject("the class has no method __lshift__")


def ilshift(a, b):
    if has_method(a, "__ilshift__"):
        return a.__ilshift__(b)
    return lshift(a, b)


def rshift(a, b):
    if has_method(a, "__rshift__"):
        return a.__rshift__(b)
    if has_method(b, "__rrshift__"):
        return b.__rrshift__(a)
    reject("the class has no method __rshift__")


def irshift(a, b):
    if has_method(a, "__irshift__"):
        return a.__irshift__(b)
    return rshift(a, b)


def and_(a, b):
    if has_method(a, "__and__"):
        return a.__and__(b)
    if has_method(b, "__rand__"):
        return b.__rand__(a)
    reject("the class has no method __and__")


def iand(a, b):
    if has_method(a, "__iand__"):
        return a.__iand__(b)
    return and_(a, b)


def or_(a, b):
    if has_method(a, "__or__"):
        return a.__or__(b)
    if has_method(b, "__ror__"):
        return b.__ror__(a)
    reject("the class has no method __or__")


def ior(a, b):
    if has_method(a, "__ior__"):
        return a.__ior__(b)
    return or_(a, b)


def xor(a, b):
    if has_method(a, "__xor__"):
        return a.__xor__(b)
    if has_method(b, "__rxor__"):
        return b.__rxor__(a)
    reject("the class has no method __xor__")


def ixor(a, b):
    if has_method(a, "__ixor__"):
        return a.__ixor__(b)
    return xor(a, b)


def imatmul(a, b):
    if has_method(a, "__imatmul__"):
        return a.__imatmul__(b)
    return a @ b

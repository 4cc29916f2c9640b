"""`with np.errstate(…):` of compiled code, which has no state of floating-point errors."""

from numlir.library import Literal, is_none, reject


def errstate(
    *,
    call=None,
    all: Literal = None,
    divide: Literal = None,
    over: Literal = None,
    under: Literal = None,
    invalid: Literal = None,
):
    _check_ignored((all, divide, over, under, invalid))
    if not is_none(call):
        reject("np.errstate() of compiled code calls no function: there are no warnings")


def _check_ignored(wanted: Literal):
    if len(wanted) > 0:
        if not (is_none(wanted[0]) or wanted[0] == "ignore"):
            reject("np.errstate() of compiled code takes 'ignore' alone: operations on floats neither warn nor raise")
        _check_ignored(wanted[1:])

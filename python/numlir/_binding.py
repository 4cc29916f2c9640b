"""What Python says to a call that does not fit a function's parameters."""

import types

_HAS_VARARGS = 4
_HAS_KEYWORDS = 8


def error(function, arguments, keywords):
    """The ``TypeError`` of ``function(*arguments, **keywords)``, without running the function's body.

    A function with the same parameters and an empty body is called in its place, so that the words are those of the
    Python that runs.
    """
    try:
        _twin(function)(*arguments, **keywords)
    except TypeError as error:
        return error.with_traceback(None)
    return TypeError(f"{function.__qualname__}() got arguments that do not fit its parameters")


def _twin(function):
    namespace = {}
    exec(f"def twin({_parameters(function.__code__)}): pass", namespace)
    code = namespace.pop("twin").__code__.replace(co_name=function.__code__.co_name)
    twin = types.FunctionType(code, {}, function.__name__, function.__defaults__)
    twin.__kwdefaults__ = function.__kwdefaults__
    twin.__qualname__ = function.__qualname__
    return twin


def _parameters(code):
    """The parameter list of a code object, without defaults: those come with the function."""
    names = list(code.co_varnames)
    positional, names = names[: code.co_argcount], names[code.co_argcount :]
    keyword_only, names = names[: code.co_kwonlyargcount], names[code.co_kwonlyargcount :]
    if code.co_posonlyargcount:
        positional.insert(code.co_posonlyargcount, "/")
    if code.co_flags & _HAS_VARARGS:
        positional.append("*" + names.pop(0))
    elif keyword_only:
        positional.append("*")
    keywords = ["**" + names.pop(0)] if code.co_flags & _HAS_KEYWORDS else []
    return ", ".join(positional + keyword_only + keywords)

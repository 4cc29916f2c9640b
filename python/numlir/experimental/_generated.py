"""Functions written by the program, with a source that tracebacks and the compiler can read."""

import inspect
import linecache
from itertools import count

_numbers = count()


def function(text, names):
    """The function that a text defines; `names` are its globals."""
    file = f"<numlir generated {next(_numbers)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    scope = dict(names)
    exec(compile(text, file, "exec"), scope)
    return next(value for name, value in scope.items() if name not in names and inspect.isfunction(value))


def parameters(given, names, skip=0):
    """How a function's parameters are written, and how they are passed on; defaults go to `names`."""
    written, passed = [], []
    keyword_only = False
    for parameter in list(inspect.signature(given).parameters.values())[skip:]:
        text = parameter.name
        if parameter.kind is parameter.VAR_POSITIONAL:
            written.append(f"*{text}")
            passed.append(f"*{text}")
            keyword_only = True
            continue
        if parameter.kind is parameter.KEYWORD_ONLY:
            if not keyword_only:
                written.append("*")
                keyword_only = True
            passed.append(f"{text}={text}")
        else:
            passed.append(text)
        if parameter.default is not parameter.empty:
            names[f"_default_{text}"] = parameter.default
            text += f"=_default_{text}"
        written.append(text)
    return ", ".join(written), ", ".join(passed)

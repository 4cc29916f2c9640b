#!/usr/bin/env python3
"""Writes docs/numpy-coverage.md: which functions of NumPy, with which of their parameters, work in compiled code.

Each function has a sample call in coverage_samples.txt. The call is compiled and compared with NumPy's result; then the same call
with each further parameter, whose values are in that file too. Nothing is claimed by hand: what has no sample counts as missing.

    python scripts/coverage.py                    # all, in the page
    python scripts/coverage.py numpy.sort …       # only these, on the terminal, with what went wrong
"""

import contextlib
import inspect
import json
import linecache
import os
import re
import signal
import sys
import warnings
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "numpy-coverage.md"
SAMPLES = HERE / "coverage_samples.txt"
SECONDS = 20  # A call that takes longer to compile and run counts as missing.

GROUPS = {
    "numpy": (np, "np."),
    "numpy.linalg": (np.linalg, "np.linalg."),
    "numpy.fft": (np.fft, "np.fft."),
    "numpy.random": (np.random, "np.random."),
    "Generator": (np.random.Generator, "g."),
    "ndarray": (np.ndarray, "m."),
}
TITLES = {
    "numpy": "Functions of numpy",
    "numpy.linalg": "Functions of numpy.linalg",
    "numpy.fft": "Functions of numpy.fft",
    "numpy.random": "Functions of numpy.random",
    "Generator": "Methods of numpy.random.Generator",
    "ndarray": "Methods and attributes of arrays",
}
UFUNC_PARAMETERS = ["out", "where", "dtype", "casting", "order", "subok"]


def names() -> dict[str, list[str]]:
    """The public functions by group; of arrays the attributes too."""
    found = {}
    for group, (owner, _) in GROUPS.items():
        public = getattr(owner, "__all__", None) or [name for name in dir(owner) if not name.startswith("_")]
        is_class = inspect.isclass(owner)
        found[group] = sorted(
            name
            for name in set(public)
            if is_class or (callable(getattr(owner, name)) and not inspect.isclass(getattr(owner, name)))
        )
    return found


def parameters(group: str, name: str) -> list[str]:
    """The names of a function's parameters, in order."""
    owner, _ = GROUPS[group]
    function = getattr(owner, name)
    if isinstance(function, np.ufunc):
        return [f"x{i + 1}" for i in range(function.nin)] + UFUNC_PARAMETERS
    if not callable(function):
        return []
    try:
        found = list(inspect.signature(function).parameters.values())
    except ValueError:
        return []
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    plain = [parameter.name for parameter in found if parameter.kind not in kinds]
    if any(parameter.kind == inspect.Parameter.VAR_KEYWORD for parameter in found):
        # The first line of the documentation has them all.
        heading = (function.__doc__ or "").strip().split("\n\n")[0]
        plain += [word for word in re.findall(r"(\w+)=", heading) if word not in plain]
    return [parameter for parameter in plain if parameter not in ("self", "like")]


def samples() -> tuple[dict[str, str], dict[str, str]]:
    """Sample calls by `group.name`, and values of parameters by `name` or `function.name`."""
    calls, values = {}, {}
    prefix, into = "", calls
    for line in SAMPLES.read_text().splitlines():
        line = line.split("  # ")[0].rstrip()
        if line.startswith("[") and line.endswith("]"):
            into = values if line == "[parameters]" else calls
            prefix = "" if into is values else f"{line[1:-1]}."
        elif line:
            words, _, text = line.partition(": ")
            for word in words.split():
                into[prefix + word] = text.replace("NAME", word)
    return calls, values


def arguments() -> dict:
    """What sample calls compute with, by name."""
    random = np.random.default_rng(1)
    return {
        "x": np.array([0.5, -0.25, 0.75, 0.125, -0.5, 1.0]),
        "y": np.array([1.5, 2.0, 0.25, 3.0, 1.0, 0.5]),
        "z": np.array([0.5 + 1j, -2 + 0.25j, 1j, 3 - 4j, 1.0, 0.1 + 0.1j]),
        "n": np.array([3, 1, 2, 0, 5, 4]),
        "u": np.array([3, 1, 2, 0, 5, 4], np.uint8),
        "b": np.array([True, False, True, True, False, True]),
        "m": random.random((4, 4)) + 4 * np.eye(4),
        "s": (lambda a: a @ a.T)(random.random((4, 4)) + np.eye(4)),
        "t": random.random((2, 3, 4)),
        "d": np.array(["2020-02-29", "NaT"], "M8[D]"),
        "k": 2,
        "f": 0.75,
        "g": np.random.default_rng(7),
    }


def function_of(call: str):
    """`def sample(x, …): return call`, for the arguments that the call names."""
    known = arguments()
    words = set(re.findall(r"(?<![\w.'])\w+", call))
    used = [name for name in known if name in words]
    body = call if "\n" in call or call.startswith("return ") else f"return {call}"
    text = f"def sample({', '.join(used)}):\n    " + body.replace("; ", "\n    ") + "\n"
    name = f"<sample {call}>"
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    space = {"np": np}
    exec(compile(text, name, "exec"), space)
    return space["sample"], used


def attempt(call: str) -> str:
    """Empty where the compiled call gives what NumPy gives, else what is wrong."""
    sys.path.insert(0, str(HERE.parent / "tests"))
    import numlir
    from comparing import difference

    warnings.simplefilter("ignore")
    function, used = function_of(call)
    np.random.seed(3)
    expected_arguments, actual_arguments = arguments(), arguments()
    try:
        expected = function(*[expected_arguments[name] for name in used])
    except Exception as error:
        return f"the sample is wrong: {error!r}"
    compiled = numlir.njit(function)
    try:
        np.random.seed(3)
        if "np.random." in call:
            # Compiled code has a state of its own, so that only kinds can be compared.
            actual = compiled(*[actual_arguments[name] for name in used])
            same = type(actual) is type(expected) and np.shape(actual) == np.shape(expected)
            return "" if same or np.isscalar(expected) else f"gives {actual!r}"
        actual = compiled(*[actual_arguments[name] for name in used])
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if "empty" in call and isinstance(expected, np.ndarray):
        return "" if (actual.shape, actual.dtype) == (expected.shape, expected.dtype) else f"gives {actual!r}"
    tolerance = 1e-5 if "float32" in call else 1e-9
    given = [name for name in used if name != "g"]
    changed = [tuple(values[name] for name in given) for values in (actual_arguments, expected_arguments)]
    return difference(actual, expected, tolerance) or difference(*changed, tolerance, "arguments") or ""


def numpy_gives(call: str):
    """What NumPy gives, or the exception that it raises."""
    function, used = function_of(call)
    given = arguments()
    try:
        with np.errstate(all="ignore"):
            return function(*[given[name] for name in used])
    except Exception as error:
        return error


def accepted(call: str, name: str, parameter: str, choices: str) -> str | None:
    """The call with the parameter: with the first of the values that NumPy accepts. `None` where it has no such parameter."""
    if parameter == "out":
        result = numpy_gives(call)
        results = result if isinstance(result, tuple) else (result,)
        places = [f"np.zeros({np.shape(one)}, np.{np.result_type(one)})" for one in results if not isinstance(one, Exception)]
        choices = f"({', '.join(places)})" if len(places) > 1 else places[0]
    given = [text for value in choices.split(" | ") if (text := variant(call, name, parameter, value))]
    outcomes = [numpy_gives(call) for call in given]
    fitting = [call for call, outcome in zip(given, outcomes) if not isinstance(outcome, Exception)]
    if not fitting and all("unexpected keyword" in str(outcome) for outcome in outcomes):
        return None
    return fitting[0] if fitting else given[0]


def in_child(work):
    """The result of a function in a process of its own: a crash or a hang is the child's alone."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        with os.fdopen(writing, "w") as pipe, contextlib.suppress(BaseException):
            work(lambda entry: print(json.dumps(entry), file=pipe, flush=True))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        entries = [json.loads(line) for line in pipe]
    _, status = os.waitpid(child, 0)
    return entries, status


def look(group: str, name: str, calls: dict, values: dict) -> dict:
    """What works: `error` of the sample call, and of each parameter."""
    call = calls.get(f"{group}.{name}")
    if call is None:
        return {"name": name, "call": None, "error": "there is no sample", "parameters": {}}
    variants = [("", call)]
    given = call[call.find(f"{name}(") + len(name) + 1 :] if f"{name}(" in call else ""
    positional = count_positional(given)
    for index, parameter in enumerate(parameters(group, name)):
        if index < positional or f"{parameter}=" in given or not given:
            continue
        value = values.get(f"{name}.{parameter}", values.get(parameter))
        variant = accepted(call, name, parameter, value) if value else ""
        if variant is not None:
            variants.append((parameter, variant))

    def work(report):
        for parameter, text in variants:
            signal.alarm(SECONDS)
            report([parameter, attempt(text) if text else "there is no sample"])

    errors = {}
    entries, status = in_child(work)
    errors.update(entries)
    for parameter, _ in variants:
        if parameter not in errors:
            errors[parameter] = f"the process ended with status {status}"
    return {"name": name, "call": call, "error": errors.pop(""), "parameters": errors}


def count_positional(text: str) -> int:
    """How many arguments a call gives by position, from its text behind the opening parenthesis."""
    depth, count, empty = 0, 0, True
    part = ""
    for character in text:
        if character in ")]}" and depth == 0:
            break
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            count += not re.match(r"\s*\w+=(?!=)", part)
            part = ""
            continue
        part += character
        empty = False
    return count + (not empty and bool(part.strip()) and not re.match(r"\s*\w+=(?!=)", part))


def variant(call: str, name: str, parameter: str, value: str) -> str | None:
    """The call with the parameter. A value may also be a call of its own, of this function or of a method of its name."""
    if f"{name}(" in value:
        return value if value.split(name)[0] == call.split(name)[0] else None
    return with_keyword(call, name, f"{parameter}={value}")


def with_keyword(call: str, name: str, keyword: str) -> str:
    """The call with one more argument, before the parenthesis that closes it."""
    start = call.find(f"{name}(") + len(name) + 1
    depth = 0
    for position in range(start, len(call)):
        character = call[position]
        if character == ")" and depth == 0:
            comma = "" if call[start:position].strip() == "" else ", "
            return f"{call[:position]}{comma}{keyword}{call[position:]}"
        depth += (character in "([{") - (character in ")]}")
    return call


def page(results: dict[str, list[dict]]) -> str:
    lines = [
        "# NumPy in compiled code",
        "",
        "Made by `make docs` (scripts/coverage.py): each call here was compiled, and its result compared with NumPy's; each further",
        "parameter was added to the call and tried likewise. *No* is what did not compile or gave something else.",
        "",
        "| | work | of | parameters that work | of |",
        "|---|---:|---:|---:|---:|",
    ]
    for group, entries in results.items():
        working = [entry for entry in entries if not entry["error"]]
        tried = [error for entry in working for error in entry["parameters"].values()]
        lines.append(
            f"| {TITLES[group]} | {len(working)} | {len(entries)} | {sum(not error for error in tried)} | {len(tried)} |"
        )
    for group, entries in results.items():
        lines += ["", f"## {TITLES[group]}", "", "| | works | call | parameters | not |", "|---|---|---|---|---|"]
        for entry in entries:
            works = "no" if entry["error"] else "yes"
            call = f"`{entry['call']}`".replace("|", "\\|") if entry["call"] else ""
            listed = lambda good: " ".join(key for key, error in entry["parameters"].items() if (not error) == good)  # noqa: E731
            yes, no = (listed(True), listed(False)) if works == "yes" else ("", "")
            no = no or reason(entry["error"])
            lines.append(f"| {entry['name']} | {works} | {call} | {yes} | {no} |")
    return "\n".join(lines) + "\n"


def reason(error: str) -> str:
    """Why the library refuses a call, from the compiler's error."""
    found = re.match(r"TypingError: error\[rejected\]: (.*)", error)
    return found[1].replace("|", "\\|") if found else ""


def listed(text: str) -> dict[str, list[str]]:
    """The functions that a page names, by group."""
    groups = {title: group for group, title in TITLES.items()}
    found, group = {}, None
    for line in text.splitlines():
        if line.startswith("## "):
            group = groups[line[3:]]
            found[group] = []
        elif group and line.startswith("| ") and not line.startswith("| |"):
            found[group].append(line.split("|")[1].strip())
    return found


def main(wanted: list[str]) -> None:
    calls, values = samples()
    results = {}
    for group, functions in names().items():
        chosen = [name for name in functions if not wanted or f"{group}.{name}" in wanted or group in wanted]
        results[group] = []
        for name in chosen:
            result = look(group, name, calls, values)
            results[group].append(result)
            if wanted:
                for parameter, error in [("", result["error"]), *result["parameters"].items()]:
                    print(f"{group}.{name} {parameter}: {error.splitlines()[0] if error else 'works'}")
    if not wanted:
        PAGE.write_text(page(results))


if __name__ == "__main__":
    main(sys.argv[1:])

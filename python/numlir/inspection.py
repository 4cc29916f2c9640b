"""What can be asked about compiled functions: methods and attributes of :class:`numlir.Dispatcher`.

Each takes ``signature``, one of ``f.signatures``, or is about all of them. The texts are made anew from the function as it is now.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from typing import NamedTuple

from . import _numlir

#: The stages of a compilation, in their order.
STAGES = ("py", "typed", "loops", "nd", "llvm-dialect", "llvm", "opt-llvm", "asm")


class Stats(NamedTuple):
    """What a function's cache did: its folder, and how often it had the code for argument types or had not."""

    cache_path: str | None
    cache_hits: Counter
    cache_misses: Counter


class Listing(str):
    """A text that notebooks show in a fixed width."""

    def _repr_html_(self) -> str:
        return f"<pre>{_escape(self)}</pre>"


class Graph:
    """A graph in the language of Graphviz. Notebooks draw it where Graphviz is installed."""

    def __init__(self, dot: str):
        self.dot = dot

    def __str__(self) -> str:
        return self.dot

    __repr__ = __str__

    def svg(self) -> str:
        """The drawing as SVG. Raises ``RuntimeError`` where the program ``dot`` is not there."""
        import subprocess

        program = _drawing_program()
        if program is None:
            raise RuntimeError("drawing a graph needs Graphviz: its program 'dot' was not found")
        return subprocess.run([program, "-Tsvg"], input=self.dot, capture_output=True, text=True, check=True).stdout

    def display(self, filename=None, format="svg", view=False):
        """Writes the drawing, or without Graphviz the graph's text, into a file and returns the file's name."""
        name = f"{filename or 'graph'}.{format}"
        text = self.dot if format == "dot" else self.svg()
        with open(name, "w", encoding="utf-8") as file:
            file.write(text)
        return name

    def _repr_html_(self) -> str:
        return self.svg() if _drawing_program() else f"<pre>{_escape(self.dot)}</pre>"


# Every program that compiles something imports this module, and few programs show graphs or notebooks: what only those need is
# imported by those.


def _drawing_program() -> str | None:
    from shutil import which

    return which("dot")


def _escape(text: str) -> str:
    from html import escape

    return escape(text)


class TypedSource:
    """A function's source with the types of its expressions, for each signature it is compiled for."""

    def __init__(self, name: str, parts: list):
        self.name = name
        self.parts = parts

    def __str__(self) -> str:
        return "\n".join(self._text(*part) for part in self.parts)

    __repr__ = __str__

    def _text(self, signature, file, lines) -> str:
        out = [f"{self.name} {_shown(signature)}", "-" * 80, f"# File: {file}"]
        for number, text, types in lines:
            out.append(f"# --- LINE {number} ---")
            out.append(text)
            indent = " " * (len(text) - len(text.lstrip()))
            out.extend(f"{indent}#   {expression} :: {ty}" for expression, ty in types)
        return "\n".join([*out, "", "=" * 80, ""])

    def _repr_html_(self) -> str:
        out = ["<div class='numlir-types' style='font-family: monospace'>"]
        for signature, file, lines in self.parts:
            out.append(f"<p><b>{_escape(self.name)} {_escape(_shown(signature))}</b> in {_escape(file)}</p>")
            for number, text, types in lines:
                line = f"<span style='color: gray'>{number:4}</span> {_escape(text)}"
                line = f"<span style='white-space: pre'>{line}</span>"
                if not types:
                    out.append(f"<div style='margin-left: 1em'>{line}</div>")
                    continue
                rows = "".join(
                    f"<tr><td><code>{_escape(expression)}</code></td><td>{_escape(ty)}</td></tr>" for expression, ty in types
                )
                out.append(f"<details><summary>{line}</summary><table style='margin-left: 5em'>{rows}</table></details>")
        return "".join([*out, "</div>"])


def stats(self) -> Stats:
    """How often the cache of ``cache=True`` had the function's code in this process, and how often it was compiled."""
    hits, misses = Counter(), Counter()
    for signature, origin in zip(self.signatures, _numlir.origins(self), strict=False):
        if origin == "cached":
            hits[signature] += 1
        else:
            misses[signature] += 1
    folder = _numlir.cache_folder(self)
    return Stats(None if folder is None else str(folder), hits, misses)


def inspect_mlir(self, stage="nd", signature=None, *, locations=False):
    """The text of a stage: of one signature, or a dictionary of all. ``STAGES`` are the stages.

    With ``locations`` every operation tells its place in the source.
    """
    return _of_each(self, signature, lambda index: Listing(_numlir.stage_text(self, index, stage, locations)))


def inspect_llvm(self, signature=None):
    """LLVM's IR, optimised: of one signature, or a dictionary of all."""
    return inspect_mlir(self, "opt-llvm", signature)


def inspect_asm(self, signature=None):
    """The assembly: of one signature, or a dictionary of all."""
    return inspect_mlir(self, "asm", signature)


def inspect_types(self, file=None, signature=None, pretty=False, style="default", **_):
    """Prints the source with the types of its expressions, or returns it as an object that notebooks show.

    ``file`` is where to print, standard output otherwise. ``pretty`` returns instead of printing.
    """
    indices = _indices(self, signature)
    typed = TypedSource(self.__name__, [_typed_lines(self, index, key) for key, index in indices.items()])
    if pretty:
        if file is not None:
            raise ValueError("`file` must be None if `pretty=True`")
        return typed
    print(typed, file=file or sys.stdout)
    return None


def inspect_cfg(self, signature=None, show_wrapper=None, **_):
    """The control-flow graph of the function: of one signature, or a dictionary of all, which do not differ."""
    graph = Graph(_numlir.flow_graph(self))
    return _of_each(self, signature, lambda _index: graph)


def inspect_disasm_cfg(self, signature=None):
    """The control-flow graph of the machine code: of one signature, or a dictionary of all."""
    return _of_each(self, signature, lambda index: Graph(_graph_of_assembly(_numlir.stage_text(self, index, "asm", False))))


def _indices(self, signature):
    """The specialisations by their signatures: all, or the one meant."""
    known = {key: index for index, key in enumerate(self.signatures)}
    if signature is None:
        return known
    arguments = getattr(signature, "args", signature)
    if arguments not in known:
        raise KeyError(f"{self.__name__} has not been compiled for {_shown(signature)}")
    return {arguments: known[arguments]}


def _of_each(self, signature, make):
    indices = _indices(self, signature)
    made = {key: make(index) for key, index in indices.items()}
    return made if signature is None else next(iter(made.values()))


def _shown(signature) -> str:
    return "(" + ", ".join(map(str, signature)) + ")" if isinstance(signature, tuple) else str(signature)


def _typed_lines(self, index, signature):
    """The signature, the file, and each line with its number and its expressions' types."""
    import inspect

    code = self.py_func.__code__
    try:
        lines, first = inspect.getsourcelines(self.py_func)
    except (OSError, TypeError):
        # Without source there are still places.
        lines, first = [], code.co_firstlineno
    found: dict[int, list] = {first + offset: [] for offset in range(len(lines))}
    for (file, line, column, end_line, end_column), name, ty in _numlir.annotations(self, index):
        if file != code.co_filename or line < first or (lines and line >= first + len(lines)):
            continue
        types = found.setdefault(line, [])
        expression = name
        if lines and line == end_line:
            text = lines[line - first].encode()
            expression = text[column - 1 : end_column - 1].decode(errors="replace").strip() or name
        entry = (expression or f"column {column}", ty)
        if entry not in types and (name is None or expression == name or not lines):
            types.append(entry)
    texts = [(number, lines[number - first].rstrip("\n") if lines else "", types) for number, types in sorted(found.items())]
    return signature, code.co_filename, texts


_LABEL = re.compile(r"^([.\w$@]+):")
_JUMP = re.compile(r"^\s+(j\w+|b|b\.\w+|cbn?z|tbn?z|ret\w*|ud2|brk)\b\s*(?:.*?([.\w$]+))?\s*$")
_ALWAYS = {"jmp", "b", "ud2", "brk", "ret", "retq"}


def _graph_of_assembly(text: str) -> str:
    """Basic blocks of an assembly listing, and the jumps between them, in the language of Graphviz."""
    blocks: list[tuple[str, list[str], list[str], bool]] = []
    label, lines, jumps, ended, jumped = "entry", [], [], False, False

    def close(ends: bool):
        if lines:
            blocks.append((label, list(lines), list(jumps), ends))
        lines.clear()
        jumps.clear()

    for line in text.splitlines():
        line = line.split("#", 1)[0].rstrip()
        named = _LABEL.match(line)
        if named:
            close(ended)
            label, ended, jumped = named[1], False, False
        elif line.strip() and not line.strip().startswith("."):
            if jumped:
                close(ended)
                label, ended, jumped = f"{label}'", False, False
            lines.append(line.strip().replace("\t", " "))
            jump = _JUMP.match(line)
            if jump:
                if jump[2]:
                    jumps.append(jump[2])
                ended, jumped = jump[1] in _ALWAYS, True
    close(ended)
    numbers = {block[0]: number for number, block in enumerate(blocks)}
    out = ["digraph assembly {", "  node [shape=box, fontname=monospace];"]
    for number, (name, body, targets, ends) in enumerate(blocks):
        content = "\\l".join([f"{name}:", *body]).replace('"', '\\"')
        out.append(f'  b{number} [label="{content}\\l"];')
        out.extend(f"  b{number} -> b{numbers[target]};" for target in targets if target in numbers)
        if not ends and number + 1 < len(blocks):
            out.append(f"  b{number} -> b{number + 1};")
    return "\n".join([*out, "}", ""])


for _method in (inspect_types, inspect_mlir, inspect_llvm, inspect_asm, inspect_cfg, inspect_disasm_cfg):
    setattr(_numlir.Dispatcher, _method.__name__, _method)
_numlir.Dispatcher.stats = property(stats)
# Numba's programs look there, too.
_numlir.Dispatcher._cache_hits = property(lambda self: stats(self).cache_hits)
_numlir.Dispatcher._cache_misses = property(lambda self: stats(self).cache_misses)

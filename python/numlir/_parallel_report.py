"""What became of a function's parallel loops, over the user's source: ``f.parallel_diagnostics(level=…)``."""

from __future__ import annotations

import html
import linecache

from . import config

_LEVELS = {
    1: {"parallel", "serial", "off", "race", "device", "host"},
    2: {"parallel", "serial", "off", "race", "device", "host", "reductions", "arrays"},
    3: {"parallel", "serial", "off", "race", "device", "host", "reductions", "arrays", "fused", "collapsed", "hoisted", "private"},
}

_WORDS = {
    "parallel": "parallel ({})",
    "serial": "serial: {}",
    "off": "serial: {}",
    "race": "race: {}",
    "reductions": "reductions: {}",
    "arrays": "accumulates into {}, a copy for each chunk",
    "device": "{}",
    "host": "on the CPU: {}",
    "unproved": "{}: the promise of prange is relied on",
    "fused": "fused: {}",
    "collapsed": "collapsed: {}",
    "hoisted": "hoisted: {}",
    "private": "{}",
}


def diagnostics(function, signature=None, level=1, *, format="text", file=None):
    """Prints what was decided about the parallel loops of a compiled function, or gives it.

    ``level``: 1 says which loops are parallel and which are not, and why; 2 adds reductions; 3 loops that were fused or collapsed, what was
    hoisted out of them, and arrays that are an iteration's own; 4 all,
    also what could not be proved. ``signature`` picks one specialisation, by its position; all otherwise. ``format='html'``
    gives a page, and ``'svg'`` a picture, as text instead of printing. Raises ``ValueError`` for another level or format.
    """
    from ._numlir import parallel_notes

    if level not in (1, 2, 3, 4):
        raise ValueError(f"level must be 1, 2, 3 or 4, not {level!r}")
    if format not in ("text", "html", "svg"):
        raise ValueError(f"format must be 'text', 'html' or 'svg', not {format!r}")
    specialisations = parallel_notes(function)
    if signature is not None:
        specialisations = [specialisations[signature]]
    chosen = [(types, _chosen(notes, level)) for types, notes in specialisations]
    if format == "html":
        return _page(function, chosen)
    if format == "svg":
        return _picture(function, chosen)
    print(_text(function, chosen), file=file)
    return None


def announce(function, types, notes):
    """Prints the report of a new specialisation, at the level that :mod:`numlir.config` says."""
    # What a program has set in its environment since the import counts too.
    level = config.PARALLEL_DIAGNOSTICS or min(4, config._number("PARALLEL_DIAGNOSTICS", 0))
    if level == 0:
        return
    code = function.__code__
    title = f"Parallel Accelerator Optimizing:  Function {function.__name__}, {code.co_filename} ({code.co_firstlineno})"
    print(title, "=" * len(title), _text(function, [(types, _chosen(notes, level))]), sep="\n")


def _chosen(notes, level):
    kinds = _LEVELS.get(level)
    return [note for note in notes if kinds is None or note[0] in kinds]


def _by_loop(notes):
    """The words about each loop, by its place; a race belongs to the loop that its last place is."""
    loops = {}
    for kind, text, places in notes:
        loop = places[-1] if kind == "race" else places[0]
        words = _WORDS.get(kind, "{}").format(text)
        if kind == "race":
            words += f" (lines {places[0][1]} and {places[1][1]})"
        loops.setdefault(loop, []).append(words)
    return sorted(loops.items())


def _text(function, chosen):
    lines = []
    for types, notes in chosen:
        lines.append(f"{function.__name__}({', '.join(types)})")
        loops = _by_loop(notes)
        if not loops:
            lines.append("  no parallel loops")
        for number, ((file, line, column, _, end), words) in enumerate(loops):
            source = linecache.getline(file, line).rstrip("\n")
            lines.append(f"  loop #{number}, {file}:{line}")
            if source:
                lines.append(f"    {source}")
                lines.append("    " + " " * (column - 1) + "^" * max(1, end - column))
            lines.extend(f"      - {each}" for each in words)
    return "\n".join(lines)


def _rows(function, notes):
    """The lines of a function's source: their numbers and texts, the words about loops there, and whether these are serial.

    Loops of other files, of the library and of functions that are called, come last.
    """
    by_line, elsewhere = {}, []
    code = function.py_func.__code__
    for (file, line, *_), words in _by_loop(notes):
        if file == code.co_filename:
            by_line.setdefault(line, []).extend(words)
        else:
            elsewhere.append((line, f"{file}:{line}: {linecache.getline(file, line).strip()}", words, _serial(words)))
    first = code.co_firstlineno
    last = max([line for *_, line in code.co_lines() if line] + list(by_line))
    for line in range(first, last + 1):
        words = by_line.get(line, [])
        yield line, linecache.getline(code.co_filename, line).rstrip("\n"), words, _serial(words)
    yield from elsewhere


def _serial(words):
    return any(word.startswith(("serial", "race")) for word in words)


def _title(function, types):
    return html.escape(f"{function.__name__}({', '.join(types)})")


def _page(function, chosen):
    parts = [
        "<!doctype html><meta charset='utf-8'><title>parallel loops</title>",
        "<style>body{font:14px sans-serif}pre{margin:0}.p{background:#dfd}.s{background:#fdd}td{vertical-align:top;padding:0 8px}</style>",
    ]
    for types, notes in chosen:
        parts.append(f"<h2>{_title(function, types)}</h2><table>")
        for line, source, words, serial in _rows(function, notes):
            mark = " class='s'" if serial else " class='p'" if words else ""
            cell = "<br>".join(html.escape(word) for word in words)
            parts.append(f"<tr{mark}><td>{line}</td><td><pre>{html.escape(source)}</pre></td><td>{cell}</td></tr>")
        parts.append("</table>")
    return "\n".join(parts)


# Sizes of the picture, in pixels: a line of text, and a character of the monospaced font.
_LINE, _CHARACTER = 18, 7.3


def _picture(function, chosen):
    texts, marks = [], []
    y, widest = _LINE, 0

    def text(x, words, style=""):
        nonlocal widest
        widest = max(widest, x + len(words) * _CHARACTER)
        texts.append(f'<text x="{x:.0f}" y="{y}"{style} xml:space="preserve">{html.escape(words)}</text>')

    for types, notes in chosen:
        text(8, f"{function.__name__}({', '.join(types)})", ' font-weight="bold"')
        y += _LINE
        rows = list(_rows(function, notes))
        column = 56 + max(len(source) for _, source, *_ in rows) * _CHARACTER + 24
        for line, source, words, serial in rows:
            height = max(1, len(words)) * _LINE
            if words:
                marks.append((y - 0.75 * _LINE, height, "#fdd" if serial else "#dfd"))
            text(8, f"{line:4}", ' fill="#888"')
            text(56, source)
            for word in words:
                text(column, word, ' font-style="italic"')
                y += _LINE
            if not words:
                y += _LINE
        y += _LINE
    width = widest + 16
    bars = [f'<rect x="0" y="{top:.0f}" width="{width:.0f}" height="{height}" fill="{fill}"/>' for top, height, fill in marks]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{y}" font-family="monospace" font-size="12">'
    return "\n".join([head, f'<rect width="{width:.0f}" height="{y}" fill="#fff"/>', *bars, *texts, "</svg>"])

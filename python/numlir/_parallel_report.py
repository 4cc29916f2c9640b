"""What became of a function's parallel loops, over the user's source: ``f.parallel_diagnostics(level=…)``."""

from __future__ import annotations

import html
import linecache

_LEVELS = {
    1: {"parallel", "serial", "race", "device", "host"},
    2: {"parallel", "serial", "race", "device", "host", "reductions", "arrays"},
    3: {"parallel", "serial", "race", "device", "host", "reductions", "arrays", "fused", "private"},
}

_WORDS = {
    "parallel": "parallel ({})",
    "serial": "serial: {}",
    "race": "race: {}",
    "reductions": "reductions: {}",
    "arrays": "accumulates into {}, a copy for each chunk",
    "device": "{}",
    "host": "on the CPU: {}",
    "unproved": "{}: the promise of prange is relied on",
    "fused": "{}",
    "private": "{}",
}


def diagnostics(function, signature=None, level=1, *, format="text", file=None):
    """Prints what was decided about the parallel loops of a compiled function, or gives it.

    ``level``: 1 says which loops are parallel and which are not, and why; 2 adds reductions; 3 loops that were put together and arrays that are an iteration's own; 4 all,
    also what could not be proved. ``signature`` picks one specialisation, by its position; all otherwise. ``format='html'``
    gives a page as text instead of printing. Raises ``ValueError`` for another level or format.
    """
    from ._numlir import parallel_notes

    if level not in (1, 2, 3, 4):
        raise ValueError(f"level must be 1, 2, 3 or 4, not {level!r}")
    if format not in ("text", "html"):
        raise ValueError(f"format must be 'text' or 'html', not {format!r}")
    specialisations = parallel_notes(function)
    if signature is not None:
        specialisations = [specialisations[signature]]
    chosen = [(types, _chosen(notes, level)) for types, notes in specialisations]
    if format == "html":
        return _page(function, chosen)
    print(_text(function, chosen), file=file)
    return None


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
            lines.append(f"    {source}")
            lines.append("    " + " " * (column - 1) + "^" * max(1, end - column))
            lines.extend(f"      - {each}" for each in words)
    return "\n".join(lines)


def _page(function, chosen):
    parts = [
        "<!doctype html><meta charset='utf-8'><title>parallel loops</title>",
        "<style>body{font:14px sans-serif}pre{margin:0}.p{background:#dfd}.s{background:#fdd}td{vertical-align:top;padding:0 8px}</style>",
    ]
    for types, notes in chosen:
        parts.append(f"<h2>{html.escape(function.__name__)}({html.escape(', '.join(types))})</h2><table>")
        by_line = {}
        for (file, line, *_), words in _by_loop(notes):
            by_line.setdefault((file, line), []).extend(words)
        code = function.py_func.__code__
        first = code.co_firstlineno
        last = max([line for *_, line in code.co_lines() if line] + [line for _, line in by_line])
        for line in range(first, last + 1):
            words = [word for (_, at), all_words in by_line.items() if at == line for word in all_words]
            serial = any(word.startswith(("serial", "race")) for word in words)
            mark = " class='s'" if serial else " class='p'" if words else ""
            source = html.escape(linecache.getline(code.co_filename, line).rstrip("\n"))
            notes_cell = "<br>".join(html.escape(word) for word in words)
            parts.append(f"<tr{mark}><td>{line}</td><td><pre>{source}</pre></td><td>{notes_cell}</td></tr>")
        parts.append("</table>")
    return "\n".join(parts)

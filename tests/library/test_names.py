"""The files of the library as a whole: names are defined once, and known where they are used."""

import ast
import builtins
from collections import defaultdict
from pathlib import Path

LIBRARY = Path(__file__).parents[2] / "library"
FILES = sorted(LIBRARY.glob("*/*.py"))


def functions(path):
    return [node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]


def test_public_names_are_defined_once():
    places = defaultdict(list)
    for path in FILES:
        for name in functions(path):
            owner = path.with_suffix("") if name.startswith("_") else path.parent
            places[owner / name].append(path.name)
    assert not {str(name): files for name, files in places.items() if len(files) > 1}


def test_private_imports_name_the_file():
    wrong = []
    for path in FILES:
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.ImportFrom):
                continue
            for alias in node.names:
                if not alias.name.startswith("_"):
                    continue
                if node.level == 1:
                    source = path.parent / f"{node.module}.py"
                else:
                    folder, _, file = node.module.removeprefix("numlir.library.").rpartition(".")
                    source = LIBRARY / folder / f"{file}.py"
                if not source.is_file() or alias.name not in functions(source):
                    wrong.append(f"{path.relative_to(LIBRARY)}: {alias.name} from {node.module}")
    assert not wrong


def test_names_are_known():
    wrong = []
    for path in FILES:
        tree = ast.parse(path.read_text())
        known = set(dir(builtins)) | set(functions(path))
        for node in tree.body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                known.update(alias.asname or alias.name for alias in node.names)
            elif isinstance(node, ast.Assign):
                known.update(name.id for name in ast.walk(node) if isinstance(name, ast.Name))
        for function in tree.body:
            if not isinstance(function, ast.FunctionDef):
                continue
            nodes = list(ast.walk(function))
            local = {node.arg for node in nodes if isinstance(node, ast.arg)}
            local |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
            names = [node for node in nodes if isinstance(node, ast.Name)]
            local |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
            wrong += [
                f"{path.relative_to(LIBRARY)}: {node.id} in {function.name}()"
                for node in names
                if isinstance(node.ctx, ast.Load) and node.id not in known | local
            ]
    assert not wrong

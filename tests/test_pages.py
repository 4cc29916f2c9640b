"""The Python code in README.md and docs/ runs as it stands there, page by page."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# What pages take as said: the imports of docs/from-numba.md.
BEFORE = "import math\nimport numlir as nb\nimport numpy as np\nfrom numlir import cuda, jit, njit, prange, types, vectorize\n"
# Whose code is in parts of a function, in a file of its own, or of another package; tests/test_dask.py and test_aot.py run the last two.
FRAGMENTS = {"library.md", "distributed.md", "libraries.md"}


def blocks(page):
    return re.findall(r"^```python\n(.*?)^```", page.read_text(), re.S | re.M)


PAGES = [page for page in (ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))) if blocks(page) and page.name not in FRAGMENTS]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_code_of_a_page_runs(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NUMLIR_CUDA_TARGET", "cpu")
    names = {"__name__": page.stem}
    for number, code in enumerate((BEFORE, *blocks(page))):
        path = tmp_path / f"block_{number}.py"
        path.write_text(code)
        exec(compile(code, str(path), "exec"), names)

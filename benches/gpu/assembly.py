"""NVIDIA's assembler on PTX: what it says, and the machine code. Needs nothing but Python and the tools."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

# What a kernel's main loop is for, as machine instructions.
USEFUL = {"saxpy": "FFMA", "matmul": "FFMA", "mcpi": r"I2F\.F64", "pi_hits": r"I2F\.F64", "pairdist": "DFMA"}


def tool(name):
    """A tool of NVIDIA's: of its package among this Python's, of a toolkit, or on the path. None where there is none."""
    homes = [Path(path) / "nvidia/cu13" for path in sys.path if path] + [Path(os.environ.get("CUDA_HOME", "/usr/local/cuda"))]
    return next((str(home / "bin" / name) for home in homes if (home / "bin" / name).is_file()), None) or shutil.which(name)


class Code(NamedTuple):
    registers: int
    spilled: int
    lines: list

    @property
    def instructions(self):
        return sum(line[0] == " " and " NOP" not in line for line in self.lines)

    def per_operation(self, useful):
        """Machine instructions of the main loop for each operation that it is for: the loop that has most of them."""
        at = {line[:-1]: place for place, line in enumerate(self.lines) if line.endswith(":")}
        best = None
        for end, line in enumerate(self.lines):
            jump = re.search(r"BRA.*`\((\S+)\)", line)
            if jump is None or at.get(jump[1], end) >= end:
                continue
            body = [each for each in self.lines[at[jump[1]] : end + 1] if each[0] == " " and " NOP" not in each]
            count = sum(re.search(rf"\b{useful}\b", each) is not None for each in body)
            if count and (best is None or (count, -len(body)) > (best[0], -best[1])):
                best = count, len(body)
        return best and best[1] / best[0]


def assemble(ptx, chip, entry=None):
    """What ptxas makes of PTX, or of one kernel among several."""
    with tempfile.TemporaryDirectory() as folder:
        source, cubin = Path(folder) / "k.ptx", Path(folder) / "k.cubin"
        source.write_text(ptx)
        asked = [tool("ptxas"), "-v", f"-arch={chip}", source, "-o", cubin, *(["--entry", entry] if entry else [])]
        said = subprocess.run(asked, capture_output=True, text=True, check=True).stderr
        listed = subprocess.run([tool("nvdisasm"), "-c", cubin], capture_output=True, text=True, check=True).stdout
    registers = int(re.search(r"Used (\d+) registers", said)[1])
    spilled = sum(int(count) for count in re.findall(r"(\d+) bytes spill", said))
    lines = [line.rstrip() for line in listed.splitlines()]
    kept = [
        " " + line.strip() if re.match(r"\s+/\*[0-9a-f]{4}\*/", line) else line
        for line in lines
        if re.match(r"\s+/\*[0-9a-f]{4}\*/|\.L\S*:$", line)
    ]
    return Code(registers, spilled, kept)


def row(name, chip, ptx, milliseconds=None, entry=None):
    """A line of the table."""
    code = assemble(ptx, chip, entry)
    if entry:
        ptx = re.search(rf"\.entry {entry}\b.*?^}}", ptx, re.M | re.S)[0]
    ratio = code.per_operation(USEFUL[name]) if name in USEFUL else None
    count = len(re.findall(r"^\t(?!\.)[@a-z].*;", ptx, re.M))
    shown = f"{ratio:8.2f}" if ratio else f"{'-':>8}"
    took = f"{milliseconds:8.1f}" if milliseconds else f"{'-':>8}"
    figures = f"{count:6}{code.instructions:6}{code.registers:6}{code.spilled:8}{shown}{took}"
    return f"{name:14}{chip:8}{figures}"


HEADER = f"{'kernel':14}{'chip':8}{'PTX':>6}{'SASS':>6}{'regs':>6}{'spills':>8}{'SASS/op':>8}{'ms':>8}"
SIGNATURES = {
    "vecadd": "float32[::1], float32[::1], float32[::1]",
    "saxpy": "int64, float32, float32[::1], float32[::1]",
    "reduce_sum": "float32[::1], float32[::1]",
    "partial_sums": "float32[::1], float32[::1]",
    "warp_sum": "float32[::1], float32[::1]",
    "matmul": "float32[:,::1], float32[:,::1], float32[:,::1]",
    "mcpi": "int64, int64[::1]",
    "pi_hits": "int64[::1], int64[::1], int64",
    "pairdist": "float64[:,::1], float64[:,::1]",
    "blackscholes": "float64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64, float64",
}

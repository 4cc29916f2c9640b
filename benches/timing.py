"""What benchmarks of many rows share: engines that take turns, and the least of several processes.

A processor that others use as well has fast times and slow ones, and where code and arrays lie differs between processes. So the engines of a
row take short turns, and with `--processes N` each engine has its least time in N processes: columns and ratios are of these.
"""

import argparse
import json
import math
import subprocess
import sys
import time

TURNS = 15


def fastest(calls, count):
    """Nanoseconds a repetition of calls that take how often to repeat; the fastest of turns that they take. `None` counts as no number."""
    best = [math.nan if call is None else math.inf for call in calls]
    for _ in range(TURNS):
        for index, call in enumerate(calls):
            if call is not None:
                start = time.perf_counter_ns()
                call(count)
                best[index] = min(best[index], (time.perf_counter_ns() - start) / count)
    return best


def table(script, width, engines, rows):
    """Prints the rows that `rows(words)` yields, each a label with nanoseconds by engine, and the ratio of the first engine to the last."""
    parser = argparse.ArgumentParser()
    parser.add_argument("words", nargs="*", help="only rows whose label has one of the words")
    parser.add_argument("--processes", type=int, default=1, help="the least of so many processes, one after the other")
    parser.add_argument("--json", action="store_true", help="rows as lines of JSON")
    options = parser.parse_args()

    def wanted(label):
        return not options.words or any(word in label for word in options.words)

    if options.json:
        for label, times in rows(wanted):
            print(json.dumps([label, times]), flush=True)
        return
    print(" " * width + "".join(f"{name:>12}" for name in engines) + f"{engines[0] + '/' + engines[-1]:>12}")
    if options.processes == 1:
        for label, times in rows(wanted):
            show(width, label, times)
        return
    command = [sys.executable, script, "--json", *options.words]
    found = {}
    for _ in range(options.processes):
        for line in subprocess.check_output(command, text=True).splitlines():
            label, times = json.loads(line)
            # min keeps the first of two that do not compare, as numbers do not with NaN.
            found[label] = [min(pair) for pair in zip(times, found.get(label, times))]
    for label, times in found.items():
        show(width, label, times)


def show(width, label, times):
    print(f"{label:{width}}" + "".join(f"{value:12.0f}" for value in times) + f"{times[0] / times[-1]:12.2f}", flush=True)

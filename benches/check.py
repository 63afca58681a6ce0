#!/usr/bin/env python3
"""Holds mbxtrace against every speed and size goal, in one run over a corpus.

    benches/check.py CORPUS --binary target/release/mbxtrace --bare-binary target/release/deps/bare_index-… [--pairs 5]

Prints one line a goal: the figure, the goal, and `ok` or `MISSED`. Exit status 1 if the findings are
not exactly the truth; a missed goal fails only with --strict, for some machines are busy.
"""
import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import compare

HEAP_MIB = 100e6 / (1 << 20)
RUNS = 11


class Goals:
    """Prints each figure beside its goal and remembers whether one was missed."""

    def __init__(self):
        self.missed = False

    def line(self, what, figure, most, unit=""):
        self.missed |= figure > most
        print(f"{what:48} {figure:8.2f}{unit:4} at most {most:7.2f}{unit:4} {'ok' if figure <= most else 'MISSED'}")


def latency(binary, case, query):
    """Milliseconds from process start to the end of the output, and the number of lines; median of 11."""
    times, lines, status = [], 0, 0
    for _ in range(RUNS):
        begin = time.perf_counter()
        done = subprocess.run([binary, "search", "--case", case, query], capture_output=True, check=False)
        times.append((time.perf_counter() - begin) * 1e3)
        lines, status = done.stdout.count(b"\n"), done.returncode
    return statistics.median(times), lines, status


def rules_only(options, scratch, goals):
    comparison = compare.Comparison(options.corpus, scratch, options.binary)
    comparison.run(options.pairs)
    comparison.print()
    goals.line("CPU without index / mawk", statistics.median(comparison.ratios()), 1.0)
    goals.line("peak memory without index", comparison.median("mbxtrace", 1) / 1024, 24, " MiB")
    return comparison.wrong


def with_index(options, scratch, goals):
    comparison = compare.Comparison(options.corpus, scratch, options.binary, options.bare_binary)
    comparison.run(options.pairs)
    comparison.print()
    goals.line("CPU with index / bare loop", statistics.median(comparison.ratios()), 1.15)
    goals.line("peak memory with index", comparison.median("mbxtrace", 1) / 1024, HEAP_MIB + 64, " MiB")
    size = compare.size_of(comparison.case / "index") + compare.size_of(comparison.case / "text")
    goals.line("index and kept text / raw", size / comparison.truth["bytes"], 0.35)
    # By its id; by a word of every trace of one kind; by a number that few records have.
    queries = {"subscription": comparison.truth["gaps"][0]["subscription"], "term": "watermark", "rare term": "9646"}
    wrong = comparison.wrong
    for name, query in queries.items():
        median, lines, status = latency(options.binary, str(comparison.case), query)
        if status != 0 or lines == 0:
            wrong.append(f"search for the {name} `{query}`: exit status {status}, {lines} lines")
        else:
            goals.line(f"search for a {name} ({lines} lines)", median, 100, " ms")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", help="folder written by `cargo bench --bench corpus -- DIR`")
    parser.add_argument("--binary", required=True, help="mbxtrace")
    parser.add_argument("--bare-binary", required=True, help="bare_index")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--strict", action="store_true", help="a missed goal is exit status 1, too")
    options = parser.parse_args()
    goals, wrong = Goals(), []
    for part in (rules_only, with_index):
        with tempfile.TemporaryDirectory() as scratch:
            wrong += part(options, pathlib.Path(scratch), goals)
    for line in wrong:
        print(f"WRONG {line}")
    print("findings equal the truth" if not wrong else f"{len(wrong)} differences")
    return 1 if wrong or (options.strict and goals.missed) else 0


if __name__ == "__main__":
    sys.exit(main())

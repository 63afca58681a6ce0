#!/usr/bin/env python3
"""Searches from process start to the end of output, beside ripgrep (or grep) and lnav on the same logs.

    benches/search.py LOGS CASE --binary target/release/mbxtrace [--runs 21]

The programs run in turn, question by question; p50 and p95 are in milliseconds of wall time and the
ratio is that of the medians. Whoever is not installed is left out and said. `cold` drops the case from
the page cache first (posix_fadvise), which the other rows do not.
"""

import argparse
import os
import shutil
import subprocess
import time


def spent(command):
    begun = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return (time.perf_counter() - begun) * 1e3, done.stdout


def drop_from_cache(folder):
    for place, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(place, name), "rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def summary(times):
    times = sorted(times)
    at = lambda part: times[max(0, -(-len(times) * part // 100) - 1)]
    return at(50), at(95)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("logs")
    parser.add_argument("case")
    parser.add_argument("--binary", default="target/release/mbxtrace")
    parser.add_argument("--runs", type=int, default=21)
    options = parser.parse_args()
    ask = lambda *args: [options.binary, "search", "--case", options.case, "--no-pager", *args]
    scan = next((tool for tool in ("rg", "grep") if shutil.which(tool)), None)
    flags = ["-r"] if scan == "grep" else []
    _, id_line = spent(ask("subscription:*", "--limit", "1", "--fields", "subscription"))
    one = id_line.decode().strip()
    questions = [
        ("an id, newest 50", ask(f"subscription:{one}", "--limit", "50"), one),
        ("a phrase, newest 50", ask('"HTTP request failed"', "--limit", "50"), "HTTP request failed"),
        ("status 500-599, newest 50", ask("http_status:[500 TO 599]", "--limit", "50"),
         r'HTTP/1.1" 5[0-9][0-9]|status=5[0-9][0-9]|returned: 5[0-9][0-9]'),
        ("what 80 % hold, newest 50", ask("component:NotificationService", "--limit", "50"), None),
        ("one id, 30 s around each of 3 hits", ask(f"subscription:{one}", "--limit", "3", "--around", "30s"), None),
        ("top server", ask("*", "--top", "server"), None),
    ]
    print(f"{'question':<36} {'p50':>8} {'p95':>8}   {scan or 'no scanner here':>8} {'p95':>8}  ratio")
    for name, command, pattern in questions:
        ours, theirs = [], []
        other = scan and pattern and [scan, *flags, "-c", "-E" if scan == "grep" else "-e", pattern, options.logs]
        for run in range(options.runs + 1):
            took = spent(command)[0]
            scanned = spent(other)[0] if other and run <= 6 else None
            if run:
                ours.append(took)
                if scanned is not None:
                    theirs.append(scanned)
        p50, p95 = summary(ours)
        row = f"{name:<36} {p50:>8.1f} {p95:>8.1f}"
        if theirs:
            scan50, scan95 = summary(theirs)
            row += f"   {scan50:>8.1f} {scan95:>8.1f}  {p50 / scan50:.3f}"
        print(row, flush=True)
    cold = []
    for _ in range(min(options.runs, 11)):
        drop_from_cache(options.case)
        cold.append(spent(ask(f"subscription:{one}", "--limit", "1"))[0])
    print("cold: an id, newest 1 {:>22.1f} {:>8.1f}".format(*summary(cold)))
    if shutil.which("lnav"):
        took, _ = spent(["lnav", "-n", "-r", "-c", f":filter-in {one}", options.logs])
        print(f"lnav -n, the same id, once {took:>17.1f}")
    else:
        print("lnav is not installed")


main()

#!/usr/bin/env python3
"""Runs the mawk baseline and mbxtrace in turn over a corpus and holds both against its truth.

    benches/compare.py --binary target/release/mbxtrace --corpus DIR [--pairs 5] [--arguments "…"]

Prints CPU seconds (user + sys), their ratio pair by pair, throughput and peak memory. Exit status 1
if either finds anything but the truth; absolute seconds never fail, they are the machine's.
"""
import argparse
import collections
import datetime as dt
import json
import os
import pathlib
import shlex
import statistics
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent


def peak_of(pid, peaks, over):
    """Samples VmHWM of the process and its children: ru_maxrss would count this interpreter's."""
    def tree(pid):
        yield pid
        try:
            for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
                yield from tree(int(child))
        except OSError:
            return
    own = os.path.realpath(sys.executable)
    while not over.wait(0.004):
        for process in tree(pid):
            try:
                if os.path.realpath(f"/proc/{process}/exe") == own:
                    continue  # not yet exec'ed
                status = pathlib.Path(f"/proc/{process}/status").read_text()
                peaks.append(int(status.split("VmHWM:")[1].split()[0]))
            except (OSError, IndexError):
                continue


def run(command, output):
    """CPU seconds, peak KiB and exit status of a command whose stdout goes to `output`."""
    child = subprocess.Popen(command, stdout=output)
    peaks, over = [0], threading.Event()
    watcher = threading.Thread(target=peak_of, args=(child.pid, peaks, over))
    watcher.start()
    _, status, usage = os.wait4(child.pid, 0)
    over.set()
    watcher.join()
    child.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, max(peaks), child.returncode


def epoch(text):
    if text is None:
        return None
    time = dt.datetime.fromisoformat(text)
    return int(time.timestamp()) if time.microsecond == 0 else time.timestamp()


def silence(subscription, first, last, missed):
    """How many an open silence has missed depends on where the log is said to end: only that it is 3 or more counts."""
    return subscription, first, last, missed if last is not None or missed < 3 else "3 or more"


def expected(truth):
    """The truth in the shape of `baseline_found` and `tool_found`."""
    return {
        "keepalive": {silence(one["subscription"], epoch(one["first"]), epoch(one["last"]), one["missed"])
                      for one in truth["gaps"] + truth["near_misses"]},
        "jetty": {str(one["http_status"]): one["count"] for one in truth["jetty_failures"]["by"]},
        "diag": {(one["endpoint"], str(one.get("http_status", one.get("transport_error")))): one["count"]
                 for one in truth["diag_failures"]["by"]},
        "mapi": {(one["object_type"], str(one["limit"])): one["count"] for one in truth["mapi_overruns"]["by"]},
    }


def baseline_found(text):
    found = {"keepalive": set(), "jetty": {}, "diag": {}, "mapi": {}}
    for line in text.splitlines():
        kind, *cells = line.split("\t") if "\t" in line else line.split(" ")
        if kind == "keepalive":
            last = None if cells[2] == "open" else int(cells[2])
            found[kind].add(silence(cells[0], int(cells[1]), last, int(cells[3])))
        elif kind == "jetty":
            found[kind][cells[0]] = int(cells[1])
        else:
            found[kind][cells[0], cells[1]] = int(cells[2])
    return found


def tool_found(report):
    """Findings of mbxtrace, counts summed: how it cuts them into outages is not the corpus's matter."""
    silences = set()
    sums = {"jetty": collections.Counter(), "diag": collections.Counter(), "mapi": collections.Counter()}
    for one in report["findings"]:
        subject = one["subject"]
        if one["rule"] == "keepalive-missing":
            silences.add(silence(subject["subscription"], epoch(one["first"]), epoch(one.get("last")),
                                 int(one["details"]["missed"])))
        elif one["rule"] == "mapi-session-overrun":
            sums["mapi"][subject["object_type"], str(subject["limit"])] += one["count"]
        elif one["rule"] == "http-failure" and subject["source"] == "jetty-request-log":
            sums["jetty"][str(subject["http_status"])] += one["count"]
        elif one["rule"] == "http-failure":
            reason = subject.get("transport_error", subject.get("http_status"))
            sums["diag"][subject["endpoint"], str(reason).split(" -- ")[0]] += one["count"]
    return {"keepalive": silences} | {kind: dict(counts) for kind, counts in sums.items()}


def differences(who, want, have):
    for kind in want:
        if want[kind] == have[kind]:
            continue
        ours, theirs = (set(part.items()) if isinstance(part, dict) else part for part in (want[kind], have[kind]))
        yield (f"{who}: {kind}: {len(ours - theirs)} of {len(ours)} not found, {len(theirs - ours)} not in the truth; "
               f"first of each: {sorted(ours - theirs, key=str)[:2]} {sorted(theirs - ours, key=str)[:2]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", help="mbxtrace; without it only the baseline runs")
    parser.add_argument("--corpus", required=True, help="folder written by `cargo bench --bench corpus -- DIR`")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--arguments", default="--no-index", help="for `mbxtrace analyze`, default --no-index")
    parser.add_argument("--at-most", type=float, help="fail if the median ratio is above this")
    options = parser.parse_args()
    truth = json.loads((pathlib.Path(options.corpus) / "truth.json").read_text())
    measured, wrong = {"mawk": [], "mbxtrace": []}, []
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        report = scratch / "report.json"
        commands = {"mawk": [str(HERE / "baseline/run.sh"), options.corpus]}
        if options.binary:
            commands["mbxtrace"] = [options.binary, "analyze", str(pathlib.Path(options.corpus) / "logs"), *shlex.split(options.arguments),
                                    "--case", str(scratch / "case"), "--quiet", "--format", "json", "-o", str(report)]
        for _ in range(options.pairs):
            for who, command in commands.items():
                with open(scratch / "out", "wb") as output:
                    cpu, peak, status = run(command, output)
                measured[who].append((cpu, peak))
                if status not in (0, 1):
                    wrong.append(f"{who}: exit status {status}")
        with open(scratch / "out", "wb") as output:
            run(commands["mawk"], output)
        wrong += differences("mawk", expected(truth), baseline_found((scratch / "out").read_text()))
        if options.binary and report.exists():
            wrong += differences("mbxtrace", expected(truth), tool_found(json.loads(report.read_text())))
    megabytes = truth["bytes"] / 1e6
    for who, runs in measured.items():
        if runs:
            cpu = statistics.median(cpu for cpu, _ in runs)
            peak = statistics.median(peak for _, peak in runs) / 1024
            print(f"{who:9} {cpu:7.3f} CPU-s  {megabytes / cpu:7.0f} MB/s/core  {peak:7.1f} MiB peak")
    ratio = None
    if measured["mbxtrace"]:
        ratios = [ours[0] / theirs[0] for ours, theirs in zip(measured["mbxtrace"], measured["mawk"])]
        ratio = statistics.median(ratios)
        print(f"mbxtrace/mawk {ratio:.2f} (pairs {min(ratios):.2f} to {max(ratios):.2f}), {megabytes:.0f} MB")
    if ratio is not None and options.at_most is not None and ratio > options.at_most:
        wrong.append(f"ratio {ratio:.2f} is above {options.at_most}")
    for line in wrong:
        print(f"WRONG {line}")
    print("findings equal the truth" if not wrong else f"{len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

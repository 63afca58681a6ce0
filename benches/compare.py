#!/usr/bin/env python3
"""Runs a baseline and mbxtrace in turn over a corpus and holds both against its truth.

    benches/compare.py --binary target/release/mbxtrace --corpus DIR [--pairs 5] [--arguments "…"]
    benches/compare.py --baseline bare --bare-binary target/release/deps/bare_index-… --binary … --corpus DIR

The baseline is the three detections in mawk, against `analyze --no-index`, or the bare tantivy loop
of bare_index.rs, against `analyze` into a new case. Prints CPU seconds (user + sys), their ratio
pair by pair, throughput and peak memory, and for a case its size. Exit status 1 if the findings are
anything but the truth; absolute seconds never fail, they are the machine's.
"""
import argparse
import collections
import datetime as dt
import json
import os
import pathlib
import resource
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent


def peak_of(pid, peaks, over):
    """Samples VmHWM of the process and its children."""
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
    """CPU seconds, peak KiB and exit status of a command whose stdout goes to `output`.

    The peak is the kernel's own figure. That starts at the size of this interpreter, which a child is
    until it runs something else: where it is no larger than that, the sampled peak counts.
    """
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = subprocess.Popen(command, stdout=output)
    peaks, over = [0], threading.Event()
    watcher = threading.Thread(target=peak_of, args=(child.pid, peaks, over))
    watcher.start()
    _, status, usage = os.wait4(child.pid, 0)
    over.set()
    watcher.join()
    child.returncode = os.waitstatus_to_exitcode(status)
    peak = usage.ru_maxrss if usage.ru_maxrss > own + 1024 else max(peaks)
    return usage.ru_utime + usage.ru_stime, peak, child.returncode


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


def size_of(folder):
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in pathlib.Path(folder).rglob("*") if path.is_file())


class Comparison:
    """Two programs, run in turn. `measured`: CPU seconds and peak KiB of each run, by program."""

    def __init__(self, corpus, scratch, binary=None, bare=None, arguments=None):
        self.corpus, self.scratch = pathlib.Path(corpus), pathlib.Path(scratch)
        self.report, self.case = self.scratch / "report.json", self.scratch / "case"
        self.truth = json.loads((self.corpus / "truth.json").read_text())
        self.baseline = "bare" if bare else "mawk"
        logs, loop = str(self.corpus / "logs"), str(self.scratch / "loop")
        mawk = [str(HERE / "baseline/run.sh"), str(corpus)]
        self.commands = {self.baseline: [bare, logs, loop] if bare else mawk}
        if binary:
            arguments = ("" if bare else "--no-index") if arguments is None else arguments
            self.commands["mbxtrace"] = [binary, "analyze", logs, *shlex.split(arguments), "--case", str(self.case),
                                         "--quiet", "--format", "json", "-o", str(self.report)]
        self.measured = {who: [] for who in self.commands}
        self.wrong = []

    def run(self, pairs):
        """Runs all pairs, then compares what was found with the truth."""
        for _ in range(pairs):
            for who, command in self.commands.items():
                # A case that is there already would be read, not written.
                shutil.rmtree(self.case if who == "mbxtrace" else self.scratch / "loop", ignore_errors=True)
                with open(self.scratch / who, "wb") as output:
                    cpu, peak, status = run(command, output)
                self.measured[who].append((cpu, peak))
                if status not in ((0, 1) if who == "mbxtrace" else (0,)):
                    self.wrong.append(f"{who}: exit status {status}")
        want = expected(self.truth)
        if self.baseline == "mawk":
            self.wrong += differences("mawk", want, baseline_found((self.scratch / "mawk").read_text()))
        if "mbxtrace" in self.commands:
            found = tool_found(json.loads(self.report.read_text())) if self.report.exists() else None
            self.wrong += differences("mbxtrace", want, found) if found else ["mbxtrace: no report"]

    def median(self, who, what):
        return statistics.median(run[what] for run in self.measured[who])

    def ratios(self):
        """CPU of mbxtrace over CPU of the baseline, pair by pair."""
        pairs = zip(self.measured["mbxtrace"], self.measured[self.baseline])
        return [ours[0] / theirs[0] for ours, theirs in pairs]

    def print(self):
        megabytes = self.truth["bytes"] / 1e6
        for who in self.measured:
            cpu = self.median(who, 0)
            print(f"{who:9} {cpu:7.3f} CPU-s  {megabytes / cpu:7.0f} MB/s/core  {self.median(who, 1) / 1024:7.1f} MiB peak")
        if "mbxtrace" in self.measured:
            ratios = self.ratios()
            print(f"mbxtrace/{self.baseline} {statistics.median(ratios):.2f} "
                  f"(pairs {min(ratios):.2f} to {max(ratios):.2f}), {megabytes:.0f} MB")
        if (self.case / "index").is_dir():
            parts = [size_of(self.case / part) for part in ("index", "text")]
            shares = [part / self.truth["bytes"] for part in [*parts, sum(parts)]]
            print("case      index {:.3f} + kept text {:.3f} = {:.3f} of the raw bytes".format(*shares))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", help="mbxtrace; without it only the baseline runs")
    parser.add_argument("--corpus", required=True, help="folder written by `cargo bench --bench corpus -- DIR`")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--baseline", choices=("mawk", "bare"), default="mawk")
    parser.add_argument("--bare-binary", help="bare_index, for --baseline bare")
    parser.add_argument("--arguments", help="for `mbxtrace analyze`; default --no-index against mawk, none against bare")
    parser.add_argument("--at-most", type=float, help="fail if the median ratio is above this")
    options = parser.parse_args()
    if options.baseline == "bare" and not options.bare_binary:
        parser.error("--baseline bare wants --bare-binary")
    bare = options.bare_binary if options.baseline == "bare" else None
    with tempfile.TemporaryDirectory() as scratch:
        comparison = Comparison(options.corpus, scratch, options.binary, bare, options.arguments)
        comparison.run(options.pairs)
        comparison.print()
    wrong = comparison.wrong
    if options.binary and options.at_most is not None:
        ratio = statistics.median(comparison.ratios())
        wrong += [f"ratio {ratio:.2f} is above {options.at_most}"] if ratio > options.at_most else []
    for line in wrong:
        print(f"WRONG {line}")
    print("findings equal the truth" if not wrong else f"{len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""How soon `mbxtrace watch` tells, and what it costs.

    benches/watch.py --binary target/release/mbxtrace [--seconds 10] [--minutes 30] [latency absence deadline search soak]

latency: line written -> finding on stdout, at 5,000 lines/s over 200 files. absence: the line that takes
the source past the deadline written -> `keepalive-missing` on stdout. deadline: the same when nothing is
written any more, by the clock alone. search: line written -> counted by
`mbxtrace search`, the start of that process included. soak: 20,000 subscriptions, 67 lines/s: share of a
core and resident memory, sampled. Prints one line a goal: figure, goal, `ok` or `MISSED`. What was not
told in time is counted as missing and said. Exit status 1 if anything is missing.
"""
import argparse
import json
import os
import pathlib
import queue
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

PATIENCE = 15
TICKS = os.sysconf("SC_CLK_TCK")


def guid(number):
    return f"6f1f8c1e-0000-4000-8000-{number:012}"


def line(at, target, status=200, verb="GET"):
    stamp = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(at))
    return f'192.0.2.21 -  -  [{stamp}] "{verb} {target} HTTP/1.1" {status} 343 \n'


def keep_alive(at, number):
    return line(at, f"/NotificationService/services/NotificationService?id={guid(number)}&pid=2101", verb="POST")


# Stamps what is told the moment it comes, in a process of its own: the interpreter of the writer lets a
# second thread have a turn after 5 ms only. `perf_counter` is one clock for all processes (Linux).
STAMP = "import sys, time\nfor told in sys.stdin.buffer: sys.stdout.buffer.write(b'%.6f ' % time.perf_counter() + told); sys.stdout.flush()"


class Site:
    """A folder of request logs, each held open, and a watch over them."""

    def __init__(self, binary, files, history=(), more=()):
        self.binary, self.folder = binary, tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        name = time.strftime("%Y_%m_%d.request.log", time.gmtime())
        self.files = []
        for number in range(files):
            path = self.root / "logs" / f"cuc{number:03}" / "jetty" / name
            path.parent.mkdir(parents=True)
            self.files.append(open(path, "a", buffering=1 << 16))
        self.write(0, "".join(history) or line(time.time(), "/first"))
        for number in range(1, files):
            self.write(number, line(time.time(), "/first"))
        self.case, self.told = str(self.root / "case"), queue.Queue()
        command = [binary, "watch", str(self.root / "logs"), "--case", self.case, "--format", "jsonl", "-q", *more]
        self.watch = subprocess.Popen(command, stdout=subprocess.PIPE)
        self.stamp = subprocess.Popen([sys.executable, "-c", STAMP], stdin=self.watch.stdout, stdout=subprocess.PIPE)
        threading.Thread(target=self.listen, daemon=True).start()
        time.sleep(3)

    def listen(self):
        for told in self.stamp.stdout:
            at, notice = told.split(b" ", 1)
            self.told.put((float(at), json.loads(notice)))

    def write(self, number, text):
        self.files[number].write(text)
        self.files[number].flush()

    def search(self, query):
        command = [self.binary, "search", query, "--count", "--case", self.case]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return int(done.stdout.strip() or 0)

    def used(self):
        """Seconds of a core used and MiB resident."""
        stat = pathlib.Path(f"/proc/{self.watch.pid}/stat").read_text().rsplit(")", 1)[1].split()
        status = pathlib.Path(f"/proc/{self.watch.pid}/status").read_text()
        resident = int(status.split("VmRSS:")[1].split()[0]) / 1024
        return (int(stat[11]) + int(stat[12])) / TICKS, resident

    def close(self):
        self.watch.send_signal(signal.SIGTERM)
        status = self.watch.wait(timeout=120)
        self.watch.stdout.close()
        self.stamp.wait(timeout=10)
        self.folder.cleanup()
        if status:
            sys.exit(f"watch ended with status {status}")


class Goals:
    def __init__(self):
        self.missing = 0

    def line(self, what, figure, most, unit):
        print(f"{what:52} {figure:9.2f} {unit:4} at most {most:8.2f} {unit:4} {'ok' if figure <= most else 'MISSED'}", flush=True)

    def spread(self, what, wanted, times, most, unit="ms"):
        lost = wanted - len(times)
        self.missing += lost
        times = sorted(times)
        if times:
            at = lambda share: times[min(len(times) - 1, int(share * len(times)))]
            print(f"{what}: {len(times)} of {wanted} seen, p50 {at(.5):.2f}, max {times[-1]:.2f} {unit}")
            self.line(f"{what}, p99", at(.99), most, unit)
        if lost:
            print(f"{what}: {lost} MISSING")


def latency(options, goals):
    site, written, seen = Site(options.binary, 200), {}, {}
    begin, number, probes = time.perf_counter(), 0, 0
    while (passed := time.perf_counter() - begin) < options.seconds:
        # Due by now; every hundredth is the first of its node and status, and so a finding.
        while number < passed * 5000:
            file = number % 200
            if number % 100 == 99:
                file, status = probes % 200, 400 + probes // 200
                written[(f"cuc{file:03}", str(status))] = time.perf_counter()
                site.write(file, line(time.time(), f"/probe/{probes}", status))
                probes += 1
            else:
                site.write(file, line(time.time(), f"/vmrest/users/{number}"))
            number += 1
        time.sleep(0.0005)
    print(f"latency: {number / (time.perf_counter() - begin):.0f} lines/s written over 200 files")
    until = time.perf_counter() + PATIENCE
    while len(seen) < len(written) and time.perf_counter() < until:
        try:
            at, notice = site.told.get(timeout=1)
        except queue.Empty:
            continue
        subject = notice["finding"]["subject"]
        if notice["kind"] == "raised" and notice["rule"] == "http-failure":
            seen.setdefault((subject.get("endpoint"), subject.get("http_status")), at)
    site.close()
    times = [(seen[key] - at) * 1e3 for key, at in written.items() if key in seen]
    goals.spread("line written -> finding on stdout", len(written), times, 10)


def absence(options, goals):
    times, rounds = [], 3
    for _ in range(rounds):
        start = int(time.time()) - 7200
        numbers = range(20)
        lines = [(start + turn * 300 + number * 13, number) for turn in range(12) for number in numbers]
        site = Site(options.binary, 1, [keep_alive(at, number) for at, number in sorted(lines)])
        at = start + 12 * 300
        found = None
        # Number 7 is silent from here on: second after second the others go on, until it is missed.
        due = sorted((at + turn * 300 + number * 13, number) for turn in range(5) for number in numbers if number != 7)
        for at, number in due:
            written = time.perf_counter()
            site.write(0, keep_alive(at, number))
            try:
                told, notice = site.told.get(timeout=0.25)
            except queue.Empty:
                continue
            if notice["rule"] == "keepalive-missing" and notice["finding"]["subject"]["subscription"] == guid(7):
                found = (told - written) * 1e3
                break
        site.close()
        if found is not None:
            times.append(found)
    goals.spread("deadline passed by the source -> absence on stdout", rounds, times, 1000)


def deadline(options, goals):
    """Nothing is written any more: the clock alone passes the third slot, its tolerance and the lateness."""
    times, rounds, silent, lateness = [], 3, {3: 8.0, 31: 11.0}, 5
    for turn in range(rounds):
        now, numbers = int(time.time()), range(40)
        wait = {number: seconds + turn for number, seconds in silent.items()}
        last = {number: now - number * 7 for number in numbers}
        last.update({number: now - 930 - lateness + int(seconds) for number, seconds in wait.items()})
        lines = [(last[number] - before * 300, number) for before in range(12) for number in numbers]
        written = time.perf_counter()
        history = [keep_alive(at, number) for at, number in sorted(lines)]
        site, seen = Site(options.binary, 1, history, ["--lateness", f"{lateness}s"]), {}
        until = written + 25
        while time.perf_counter() < until and len(seen) < len(wait):
            try:
                told, notice = site.told.get(timeout=1)
            except queue.Empty:
                continue
            for number in wait:
                if notice["finding"]["subject"].get("subscription") == guid(number):
                    seen.setdefault(number, (told - written - wait[number]) * 1e3)
        site.close()
        times.extend(seen.values())
    print("deadline: ms after it", " ".join(f"{one:.0f}" for one in times))
    goals.spread("deadline passed by the clock -> absence on stdout", rounds * len(silent), times, 1000)


def searchable(options, goals):
    site, times, wanted = Site(options.binary, 1), [], 30
    for number in range(wanted):
        token = guid(900_000 + number)
        begin = time.perf_counter()
        site.write(0, line(time.time(), f"/NotificationService/services/NotificationService?id={token}&pid=1", verb="POST"))
        while time.perf_counter() - begin < PATIENCE:
            if site.search(f"subscription:{token}") == 1:
                times.append((time.perf_counter() - begin) * 1e3)
                break
    site.close()
    goals.spread("line written -> searchable", wanted, times, 1000)


def soak(options, goals):
    site, number, samples = Site(options.binary, 1), 0, []
    begin = time.perf_counter()
    cpu, resident = site.used()
    start, next_sample = cpu, 10
    while (passed := time.perf_counter() - begin) < options.minutes * 60:
        while number < passed * 20_000 / 300:
            site.write(0, keep_alive(time.time(), number % 20_000))
            number += 1
        if passed >= next_sample:
            used, resident = site.used()
            samples.append((passed, used, resident))
            if options.samples:
                with open(options.samples, "a", encoding="utf-8") as out:
                    print("%.1f\t%.2f\t%.1f" % samples[-1], file=out)
            next_sample += 10
        time.sleep(0.005)
    used, resident = site.used()
    samples.append((time.perf_counter() - begin, used, resident))
    site.close()
    goals.line("soak: share of a core, start included", (used - start) / samples[-1][0] * 100, 3, "%")
    # Steady from a fifth on: every subscription has been heard once after five minutes.
    steady = samples[len(samples) // 5:]
    share = (steady[-1][1] - steady[0][1]) / max(steady[-1][0] - steady[0][0], 1) * 100
    goals.line("soak: share of a core, last four fifths", share, 3, "%")
    goals.line("soak: resident memory, most", max(sample[2] for sample in samples), 128, "MiB")
    # What is resident rises and falls with every stored analysis: quarters are compared, not moments.
    quarter = max(len(samples) // 4, 1)
    third, last = (statistics.median(sample[2] for sample in samples[-end * quarter:][:quarter]) for end in (2, 1))
    print(f"soak: resident first {samples[0][2]:.1f}, last {resident:.1f} MiB; medians of quarters {third:.1f}, {last:.1f}")
    goals.line("soak: growth, last quarter over the one before", last - third, 8, "MiB")


PARTS = {"latency": latency, "absence": absence, "deadline": deadline, "search": searchable, "soak": soak}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=os.path.abspath, required=True)
    parser.add_argument("--seconds", type=float, default=10, help="length of `latency`")
    parser.add_argument("--minutes", type=float, default=30, help="length of `soak`")
    parser.add_argument("--samples", help="file that `soak` appends to every 10 s: seconds, seconds of a core, MiB")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], default=[])
    options = parser.parse_args()
    goals = Goals()
    for part in options.parts or PARTS:
        PARTS[part](options, goals)
    return goals.missing > 0


if __name__ == "__main__":
    sys.exit(main())

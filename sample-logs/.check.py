#!/usr/bin/env python3
"""Holds the truths against the logs without mbxtrace, by the slowest and plainest reading of both.

    python3 sample-logs/.check.py [NAME...]

It knows what the program must find out: every server's clock is at UTC-04:00 but the German one's.
Exit status 1 on any difference.
"""
import csv
import datetime as dt
import email.utils
import io
import json
import pathlib
import re
import struct
import sys
import tarfile
import tomllib
import xml.etree.ElementTree as ElementTree
import zipfile
import zlib

ROOT = pathlib.Path(__file__).resolve().parent
UTC = dt.timezone.utc
ZONE = dt.timedelta(hours=-4)
DAY = dt.timedelta(days=1)
JETTY = re.compile(r'^(\S+) -\s+-\s+\[([^\]]+)\] "(\S+) (\S+) [^"]*" (\d{3}|Async)', re.M)
PUSH = re.compile(r"^/NotificationService/.*[?&]id=([0-9a-f-]{36})")
DIAG = re.compile(r"^(\d\d):(\d\d):(\d\d)\.(\d{3}) \|(.*)$")
ANSWERED = re.compile(r"^\d+,([\w.]+),[^,]*, CsEws,\d+,.*HTTP status=\[(\d{3}) ")
FAILED = re.compile(r"HTTP request failed with error: (.*?), HTTP status code: (\d+), for \w+ URL: https?://([^/:]+)")
GUID = r"(?:[0-9a-f-]{36}: ?)?"
SENTENCES = [
    re.compile(rf'session "?{GUID}/o=.*?/cn=([^"/]+?)"?(?: with client type (\w+))? (?:because it )?exceeded the maximum '
               r'of (\d+) objects of type "?(\w+)'),
    re.compile(r'MAPI-Sitzung "/o=.*/cn=([^"/]+)" hat()[^0-9]*(\d+) Objekten vom Typ "(\w+)"'),
]


def jetty(text):
    for _, stamp, method, target, status in JETTY.findall(text):
        yield dt.datetime.strptime(stamp, "%d/%b/%Y:%H:%M:%S %z"), method, target, status


def dated(lines):
    """Diag records with UTC time: the date of an HDR or `Date:` line, carried over midnight."""
    days, day, last, anchor, stamps = [], 0, None, None, []
    for line in lines:
        record = DIAG.match(line)
        if record:
            hour, minute, second, milli = (int(part) for part in record.groups()[:4])
            clock = dt.timedelta(hours=hour, minutes=minute, seconds=second, milliseconds=milli)
            if last is not None and last - clock > DAY / 2:
                day += 1
            elif last is not None and clock - last > DAY / 2:
                day -= 1
            last = clock
            head = re.match(r"HDR\|(\d\d)/(\d\d)/(\d{4})", record[5])
            if head and anchor is None:
                anchor = dt.date(int(head[3]), int(head[1]), int(head[2])) - dt.timedelta(days=day)
            stamps.append((day, clock, record[5]))
        elif line.startswith("Date: ") and anchor is None:
            local = email.utils.parsedate_to_datetime(line[6:].strip()) + ZONE
            anchor = local.date() - dt.timedelta(days=day)
    for day, clock, text in stamps:
        midnight = dt.datetime.combine(anchor + dt.timedelta(days=day), dt.time(), UTC)
        yield midnight + clock - ZONE, text


def sources(name):
    """(path, bytes) of every file, archives opened."""
    def opened(path, content):
        if path.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for member in archive.namelist():
                    try:
                        yield from opened(f"{path}!/{member}", archive.read(member))
                    except (zipfile.BadZipFile, zlib.error):
                        continue
        elif path.endswith(".tgz"):
            with tarfile.open(fileobj=io.BytesIO(content)) as archive:
                for member in archive:
                    yield from opened(f"{path}!/{member.name}", archive.extractfile(member).read())
        else:
            yield path, content
    if name == "bundle":
        yield from opened("bundle.zip", (ROOT / "bundle.zip").read_bytes())
        return
    for file in sorted((ROOT / name / "logs").rglob("*")):
        if file.is_file():
            yield from opened(str(file.relative_to(ROOT / name)), file.read_bytes())


def node_of(path):
    return next(part for part in reversed(path.split("/")) if re.fullmatch(r"(cuc|exch)\d\d?|[0-9.]{7,}", part))


def runs(events, pause):
    """Events (subject, time) as (subject, first, last, count), cut where `pause` passes."""
    found = {}
    for subject, time in sorted(events, key=lambda event: event[1]):
        mine = found.setdefault(subject, [])
        if mine and time - mine[-1][1] <= pause:
            mine[-1][1], mine[-1][2] = time, mine[-1][2] + 1
        else:
            mine.append([time, time, 1])
    return [(subject, *run) for subject, mine in found.items() for run in mine]


def text_of(content):
    if content.startswith(b"\xff\xfe"):
        return content[: len(content) // 2 * 2].decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def rows_of(path, content):
    """(time in UTC, source, event id, sentence or insertion strings) of Windows events in any form."""
    if content.startswith(b"ElfFile"):
        yield from evtx_rows(content)
        return
    text = text_of(content)
    if path.endswith(".json"):
        for one in json.loads(text):
            milli = int(re.search(r"\d+", one["TimeCreated"])[0])
            yield dt.datetime.fromtimestamp(milli / 1000, UTC), one["ProviderName"], str(one["Id"]), one["Message"]
    elif path.endswith(".xml"):
        for line in text.splitlines():
            event = ElementTree.fromstring(re.sub(r" xmlns='[^']*'", "", line))
            yield (dt.datetime.fromisoformat(event.find(".//TimeCreated").get("SystemTime")),
                   event.find(".//Provider").get("Name"), event.find(".//EventID").text,
                   [data.text for data in event.iter("Data")])
    elif text.startswith("Event[0]") or text.startswith("Log Name:"):
        for block in re.split(r"^(?:Event\[\d+\]:\r?|Log Name:.*)$", text, flags=re.M)[1:]:
            head, body = re.split(r"Description: *", block, maxsplit=1)
            field = dict(re.findall(r"^ *([\w ]+): +(.*?)\r?$", head, re.M))
            yield local(field["Date"], ZONE), field["Source"], field["Event ID"], body
    else:
        separator = "\t" if "\t" in text.splitlines()[0] else ","
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        if table[0][0].startswith("#TYPE"):
            names = table[1]
            table = [[cells[names.index(name)] for name in ("Level", "TimeCreated", "ProviderName", "Id", "Task", "Message")]
                     for cells in table[2:]]
        for row in table:
            if len(row) > 5 and row[3].isdigit():
                yield local(row[1], dt.timedelta(hours=1) if "." in row[1] else ZONE), row[2], row[3], row[5]


def local(text, zone):
    for shape in ("%m/%d/%Y %I:%M:%S %p", "%d.%m.%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f"):
        try:
            return dt.datetime.strptime(text, shape).replace(tzinfo=UTC) - zone
        except ValueError:
            continue
    raise ValueError(text)


def evtx_rows(content):
    """Every text value of every record; SystemTime, provider and id are found by their places."""
    for found in re.finditer(rb"\x2a\x2a\x00\x00", content):
        size, _, ticks = struct.unpack_from("<IQQ", content, found.start() + 4)
        record = content[found.start():found.start() + size]
        values = []
        for value in re.finditer(rb"\x05\x01(..)", record, re.S):
            length = struct.unpack("<H", value[1])[0]
            values.append(record[value.end():value.end() + 2 * length].decode("utf-16-le", "replace"))
        computer = next(index for index, value in enumerate(values) if value.endswith(".contoso.example"))
        time = dt.datetime(1601, 1, 1, tzinfo=UTC) + dt.timedelta(microseconds=ticks // 10)
        yield time, values[1], values[3], values[computer + 1:]


def overruns(path, content):
    """Events 9646 of the information store: ((subject), time, "")."""
    for time, source, number, said in rows_of(path, content):
        if (source, number) != ("MSExchangeIS", "9646"):
            continue
        if isinstance(said, str) and "cannot be found" in said:
            said = re.search(r"included with the event:\s+(.*?)\r?\n\r?\n", said, re.S)[1].split()
            said = [" ".join(said[:-2]), *said[-2:]]
        if isinstance(said, list):
            client = said[1] if len(said) == 4 else ""
            parts = (said[0].split("/cn=")[-1], client, said[-2], said[-1])
        else:
            parts = next(match for match in (pattern.search(said) for pattern in SENTENCES) if match).groups()
        account, client, limit, kind = parts
        subject = (("account", account), ("object_type", kind.lower()), ("limit", limit))
        yield (*subject, ("client_type", client)) if client else subject, time, ""


def read(name):
    posts, failures, mapi, ends, diags = {}, set(), set(), [], {}
    for path, content in sources(name):
        if "request.log" in path and not path.endswith(".gz"):
            for time, method, target, status in jetty(content.decode("latin-1")):
                ends.append(time)
                push = PUSH.match(target)
                if push and method == "POST":
                    posts.setdefault(push[1], set()).add(time)
                if status.isdigit() and int(status) >= 400:
                    subject = (("source", "jetty-request-log"), ("endpoint", node_of(path)), ("http_status", status))
                    failures.add((subject, time, target))
        elif path.endswith(".uc"):
            diags.setdefault(str(pathlib.PurePosixPath(path).parent), []).append((path, content))
        elif not path.endswith((".gz", "CiscoSyslog", "TraceCollectionResult.xml")):
            mapi |= set(overruns(path, content))
    for parts in diags.values():
        text = b"".join(content for _, content in sorted(parts)).decode()
        for time, record in dated(text.split("\n")):
            answered = ANSWERED.search(record)
            if answered:
                subject = (("source", "cuc-diag"), ("endpoint", answered[1]), ("http_status", answered[2]))
                failures.add((subject, time, record))
            failed = FAILED.search(record)
            if failed:
                server = failed[1].startswith("Bad response")
                reason = ("http_status", failed[2]) if server else ("transport_error", failed[1].split(" -- ")[0])
                failures.add(((("source", "cuc-diag"), ("endpoint", failed[3]), reason), time, record))
    return posts, failures, mapi, max(ends, default=None)


def missed(gap):
    return sum(1 for k in range(1, 2000) if k * 300 + 30 < gap.total_seconds())


def found(name, holes):
    posts, failures, mapi, end = read(name)
    out = set()
    for subscription, times in posts.items():
        times = sorted(times)
        for before, after in zip(times, [*times[1:], end]):
            count = missed(after - before)
            last_gap = before == times[-1]
            if count and not any(before <= hole <= after for hole in holes):
                out.add(("keepalive-missing", (("subscription", subscription),), before, None if last_gap else after,
                         count, "high" if count >= 3 else "low", "open" if last_gap else "recovered"))
    for rule, events, pause in (("http-failure", failures, 15), ("mapi-session-overrun", mapi, 30)):
        for run in runs([event[:2] for event in events], dt.timedelta(minutes=pause)):
            out.add((rule, *run))
    return out


def instant(text):
    return dt.datetime.fromisoformat(text) if text else None


def claimed(truth):
    for one in truth.get("finding", ()):
        if one["rule"] not in ("keepalive-missing", "http-failure", "mapi-session-overrun"):
            continue
        head = (one["rule"], tuple(one["subject"].items()), instant(one["first"]), instant(one.get("last")))
        tail = (one["missed"], one["level"], one["state"]) if "missed" in one else (one["count"],)
        yield (*head, *tail)


def check(name):
    file = ROOT / "bundle.truth.toml" if name == "bundle" else ROOT / name / "truth.toml"
    truth = tomllib.loads(file.read_text())
    holes = [dt.datetime(2014, 6, 29, 12, tzinfo=UTC)] if name == "log-hole-and-edges" else []
    want, have = set(claimed(truth)), found(name, holes)
    wrong, missing = have - want, want - have
    print(f"{name}: {len(want & have)} agree, {len(wrong)} not in the truth, {len(missing)} not in the logs")
    for one in sorted(wrong | missing, key=str):
        print("  ", "log  " if one in wrong else "truth", *one)
    return not wrong and not missing


if __name__ == "__main__":
    names = sys.argv[1:] or sorted(p.parent.name for p in ROOT.glob("*/truth.toml")) + ["bundle"] * (
        ROOT / "bundle.zip").exists()
    sys.exit(not all([check(name) for name in names]))

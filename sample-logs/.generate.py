#!/usr/bin/env python3
"""Writes the logs of the sample scenarios; the truth files beside them are written by hand.

    python3 sample-logs/.generate.py            writes every scenario and bundle.zip
    python3 sample-logs/.generate.py NAME...    only these

Deterministic: the same bytes on every run (gz, tgz and zip: with the same zlib). Nothing here comes
from a real system: hosts end in .example, addresses are documentation and private ranges, GUIDs are
hashes. What every scenario plants stands in its function, in UTC, so that a truth can be read off.
"""
import base64
import datetime as dt
import gzip
import hashlib
import io
import json
import pathlib
import random
import shutil
import struct
import sys
import tarfile
import zipfile
import zlib

ROOT = pathlib.Path(__file__).resolve().parent
UTC = dt.timezone.utc
EDT = dt.timedelta(hours=-4)
DOMAIN = "contoso.example"
EXCH01, EXCH02 = "192.0.2.11", "192.0.2.12"
CONNECT = "Couldn't connect to server -- couldn't connect to host"
TIMEOUT = "Timeout was reached -- operation timed out after 30000 milliseconds with 0 bytes received"


def utc(text):
    """`2014-06-29 22:30:00.250` in UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=UTC)


def seconds(count):
    return dt.timedelta(seconds=count)


def guid(name):
    digest = hashlib.sha1(name.encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"


def milliseconds(time):
    return f"{time:%H:%M:%S}.{time.microsecond // 1000:03d}"


# --- Jetty request log -----------------------------------------------------------------------

class Jetty:
    """Request log of one node: lines by UTC time, rolled at UTC midnight."""

    def __init__(self, rng):
        self.rng = rng
        self.lines = []

    def add(self, time, client, target, status="200", size=343, method="POST"):
        stamp = f"{time:%d/%b/%Y:%H:%M:%S} +0000"
        self.lines.append((time, f'{client} -  -  [{stamp}] "{method} {target} HTTP/1.1" {status} {size} \n'))

    def push(self, time, client, subscription, pid=25672):
        self.add(time, client, f"/NotificationService/services/NotificationService?id={subscription}&pid={pid}")

    def keepalives(self, client, subscription, first, until, missing=(), jitter=2):
        """One POST every 300 s from `first`; ticks whose number is in `missing` never arrive. The
        ticks beside a missing one, and the first, are on the second, so that a truth can name them."""
        tick = 0
        while first + seconds(300 * tick) < until:
            if tick not in missing:
                sharp = jitter == 0 or tick == 0 or tick - 1 in missing or tick + 1 in missing
                late = 0 if sharp else self.rng.random() * 2 * jitter - jitter
                self.push(first + seconds(300 * tick + late), client, subscription)
            tick += 1

    def operations(self, client, subscriptions, first, until, count):
        """Message operations: POSTs off the tick."""
        for _ in range(count):
            at = first + (until - first) * self.rng.random()
            self.push(at, client, subscriptions[int(self.rng.random() * len(subscriptions))])

    def noise(self, first, until, every=45):
        """Jabber and Web Inbox on the same port, nothing of it failed."""
        at, number = first + seconds(3), 0
        while at < until:
            client = f"198.51.100.{20 + number % 9}"
            kind = number % 5
            if kind < 3:
                self.add(at, client, "/vmevents/cometd", "Async", 0)
            elif kind == 3:
                self.add(at, client, "/vmevents/cometd", size=126 + number % 70)
            else:
                self.add(at, client, "/vmevents/cometd/connect", size=84, method="GET")
            at, number = at + seconds(every * (0.6 + 0.8 * self.rng.random())), number + 1

    def text(self):
        return "".join(line for _, line in sorted(self.lines, key=lambda entry: entry[0]))

    def files(self, folder):
        days = {}
        for time, line in sorted(self.lines, key=lambda entry: entry[0]):
            days.setdefault(f"{time:%Y_%m_%d}", []).append(line)
        return {f"{folder}/{day}.request.log": "".join(lines).encode() for day, lines in days.items()}


# --- CUC diagnostic trace --------------------------------------------------------------------

class Diag:
    """diag_CuMbxSync of one node: local time of day, no date unless the HDR record says it."""

    def __init__(self, rng, zone=EDT):
        self.rng = rng
        self.zone = zone
        self.records = []
        self.ahead = {}  # seconds by which the clock of a host is ahead

    def add(self, time, host, mailbox, component, level, message):
        thread = 6540 + int(self.rng.random() * 8)
        local = time + self.zone
        box = "{" + mailbox + "}" if mailbox else ""
        self.records.append((time, f"{milliseconds(local)} |{thread},{host},{box}, {component},{level},{message}\n"))

    def failure(self, time, host, mailbox, error, status, url=None, verb="POST"):
        """One failed HTTP exchange; `error` None: the server answered with `status`."""
        error = error or f"Bad response from server, HTTP code returned: {status}"
        target = url or f"https://{host}/EWS/Exchange.ASMX"
        kind, tail = ("Autodiscovery", ", query:") if "autodiscover" in target else ("ews", "")
        component, place = ("CsExMbxLocator", "CsExMbxLocator/CsExMbxLocator.cpp:1173") if tail else (
            "CsEws", "CsEws/CsEwsHttpClient.cpp:512")
        self.add(time, host, mailbox, component, 10, f"[{place}]: HTTP request failed with error: {error}, "
                 f"HTTP status code: {status}, for {kind} URL: {target}, verb: {verb}{tail}")

    def storm(self, first, step, count, host, error, status):
        """`count` failures, one every `step` seconds from `first`."""
        for number in range(count):
            self.failure(first + seconds(step * number), host, guid(f"mailbox{number % 17}"), error, status)

    def response(self, time, host, mailbox):
        """A good answer, dumped with its headers and a body that quotes an error: a decoy."""
        self.add(time, host, mailbox, "CsEws", 13,
                 "[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK\n"
                 "Content-Type: text/xml; charset=utf-8\nServer: Microsoft-IIS/7.5\n"
                 f"Date: {time + seconds(self.ahead.get(host, 0)):%a, %d %b %Y %H:%M:%S} GMT\nTransfer-Encoding: chunked\n\n"
                 '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">\n'
                 "<s:Body><m:GetItemResponse><m:ResponseCode>NoError</m:ResponseCode>"
                 "<t:Subject>Re: the monitor says status=503, status=0, is this ours?</t:Subject>"
                 "</m:GetItemResponse></s:Body></s:Envelope>")

    def chatter(self, first, until, hosts, every=60, dump=9):
        """What a working Mailbox Sync writes; every `dump`th record is a dumped answer."""
        at, number = first + seconds(2), 0
        while at < until:
            host, box = hosts[number % len(hosts)], guid(f"mailbox{number % 17}")
            if number % dump == dump - 1:
                self.response(at, host, box)
            elif number % 4 == 0:
                self.add(at, "", "", "CsMbxSync", 19, "[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding "
                         f"requests: {1 + number % 6}")
            elif number % 4 == 1:
                self.add(at, host, box, "CsEws", 12, "[CsEws/CsEwsClient.cpp:871]: GetItem done, elapsed "
                         f"{18 + number % 40} ms")
            else:
                self.add(at, host, box, "CsMbxSync", 14, "[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, "
                         f"{number % 7} messages compared")
            at, number = at + seconds(every * (0.5 + self.rng.random())), number + 1

    def files(self, folder, number, per_file, dated=True, swap=None):
        """Numbered files of `per_file` records each. `swap` maps the text of a record to a time to
        sort it by: threads write a few milliseconds out of order."""
        order = sorted(self.records, key=lambda entry: (swap or {}).get(entry[0], entry[0]))
        made = {}
        for start in range(0, len(order), per_file):
            part = order[start:start + per_file]
            local = part[0][0] + self.zone
            head = f"{milliseconds(local)} |HDR|{local:%m/%d/%Y} ,Significant\n" if dated else ""
            name = f"{folder}/diag_CuMbxSync_{number:08d}.uc"
            made[name] = (head + "".join(text for _, text in part)).encode()
            number += 1
        return made


def syslog(node, first, until, rng, zone=EDT, every=900):
    """CiscoSyslog: local time outside, UTC inside."""
    lines, at, sequence = [], first + seconds(11), 118
    while at < until:
        local = at + zone
        kinds = ("%UC_SERVICEMANAGER-6-ServiceActivated: %[ServiceName=Connection Mailbox Sync][AppID=Cisco Service "
                 f"Manager][ClusterID=][NodeID={node}]: Service activated.",
                 "%UC_RTMT-6-PerfmonCollected: %[AppID=Cisco AMC Service][ClusterID=][NodeID="
                 f"{node}]: Counter collection finished.",
                 f"%UC_GENERIC-6-NTPSync: %[AppID=Cisco NTP Watch][ClusterID=][NodeID={node}]: Clock in sync, offset "
                 f"{rng.random() * 4:.3f} ms.")
        lines.append(f"{local:%b} {local.day:2d} {local:%H:%M:%S} {node} local7 6 : {sequence}: {node}.{DOMAIN}: "
                     f"{at:%b %d %Y} {milliseconds(at)} UTC : {kinds[sequence % 3]}\n")
        at, sequence = at + seconds(every * (0.7 + 0.6 * rng.random())), sequence + 1
    return "".join(lines).encode()


def subscriptions(scenario, count):
    return [guid(f"{scenario} subscription {number}") for number in range(count)]


def two_nodes(rng, first, until):
    """The standby node: Comet and syslog, no notifications."""
    standby = Jetty(rng)
    standby.noise(first, until, 300)
    return standby.files("logs/cuc2/jetty") | {"logs/cuc2/syslog/CiscoSyslog": syslog("cuc2", first, until, rng)}


# --- Windows events --------------------------------------------------------------------------

DN = "/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn="


def mapi_2010(account, limit, kind, box=None):
    who = f"{box}: {DN}{account}" if box else f"{DN}{account}"
    return f'Mapi session "{who}" exceeded the maximum of {limit} objects of type "{kind}".'


def mapi_2003(account, limit, kind):
    return f'Closing Mapi session "{DN}{account}" because it exceeded the maximum of {limit} objects of type "{kind}".'


def mapi_2013(account, client, limit, kind):
    return (f"Mapi session {DN}{account} with client type {client} exceeded the maximum of {limit} objects of type "
            f"{kind}.")


def mapi_german(account, limit, kind):
    return (f'Die MAPI-Sitzung "{DN}{account}" hat die maximal zulässige Anzahl von {limit} Objekten vom Typ '
            f'"{kind}" überschritten.')


def event(time, source, number, message, level="Error", task="General", data=()):
    return {"time": time, "source": source, "id": number, "message": message, "level": level, "task": task,
            "data": data}


def overrun(time, message, data=()):
    return event(time, "MSExchangeIS", 9646, message, data=data)


def server_noise(first, until, rng, every=200):
    """What an Exchange server logs on a quiet day, two decoys among it."""
    kinds = (
        ("MSExchange ADAccess", 2080, "Information", "Topology", "Process STORE.EXE (PID=4016). Exchange Active "
         "Directory Provider has discovered the following servers with the following characteristics: \n (Server name "
         "| Roles | Enabled | Reachability)\nIn-site:\ndc1.contoso.example\tCDG 1 7 7 1 0 0 1 7 1\nOut-of-site:\n"),
        ("MSExchangeIS", 9523, "Information", "General", "The Microsoft Exchange Database \"DB01\" has been started."),
        ("MSExchangeTransport", 15005, "Information", "Resource Manager", "Resource pressure decreased from Medium to "
         "Normal."),
        ("Application Error", 1000, "Error", "(100)", "Faulting application name: monitor.exe, arguments: \"watch for "
         "event 9646, MSExchangeIS\", Mapi session text: \"/o=Contoso/cn=nobody\" exceeded nothing."),
        ("ESENT", 102, "Information", "General", "svchost (1216) The database engine (6.01.7601.0000) started a new "
         "instance (0)."),
        ("Contoso Backup Agent", 9646, "Information", "None", "Job 9646 finished: 16 objects of type folder."),
    )
    made, at, number = [], first, 0
    while at < until:
        source, ident, level, task, text = kinds[number % len(kinds)]
        made.append(event(at, source, ident, text, level, task, (text,)))
        at, number = at + seconds(int(every * (0.6 + 0.8 * rng.random()))), number + 1
    return made


def us(time, zone=EDT):
    local = time + zone
    return f"{local.month}/{local.day}/{local.year} {local.hour % 12 or 12}:{local:%M:%S} {'AM' if local.hour < 12 else 'PM'}"


def quoted(text, separator=","):
    plain = not any(mark in text for mark in (separator, '"', "\n"))
    return text if plain else '"' + text.replace('"', '""') + '"'


def viewer_rows(events, header, separator, date, levels=None):
    """Event Viewer's export: newest first, CRLF between records, the message has no header cell."""
    rows = [separator.join(header)]
    for one in sorted(events, key=lambda entry: entry["time"], reverse=True):
        cells = ((levels or {}).get(one["level"], one["level"]), date(one["time"]), one["source"], str(one["id"]),
                 one["task"], one["message"])
        rows.append(separator.join(quoted(cell, separator) for cell in cells))
    return "\r\n".join(rows).replace("\r\n", "\n").replace("\n", "\r\n") + "\r\n"


ENGLISH = ("Level", "Date and Time", "Source", "Event ID", "Task Category")


def viewer_csv(events, zone=EDT):
    return b"\xef\xbb\xbf" + viewer_rows(events, ENGLISH, ",", lambda time: us(time, zone)).encode()


class Chunk:
    """One 64 KiB chunk of an EVTX file: BinXML without templates, as forwarded events are stored.
    Layout: MS-EVEN6 2.2.12 and the libevtx documentation."""

    SIZE = 65536

    def __init__(self):
        self.bytes, self.names, self.table = bytearray(512), {}, [0] * 64
        self.first = self.last = None
        self.last_offset = 0

    def name(self, out, base, name):
        if name in self.names:
            out += struct.pack("<I", self.names[name])
            return
        offset = base + len(out) + 4
        out += struct.pack("<I", offset)
        value = 0
        for letter in name:
            value = (value * 65599 + ord(letter)) & 0xFFFFFFFF
        value &= 0xFFFF
        out += struct.pack("<IHH", self.table[value % 64], value, len(name)) + name.encode("utf-16-le") + b"\0\0"
        self.table[value % 64] = self.names[name] = offset

    def element(self, out, base, element):
        tag, attributes, children = element
        out.append(0x41 if attributes else 0x01)
        place = len(out)
        out += bytes(4)
        self.name(out, base, tag)
        if attributes:
            start = len(out)
            out += bytes(4)
            for index, (key, value) in enumerate(attributes):
                out.append(0x46 if index < len(attributes) - 1 else 0x06)
                self.name(out, base, key)
                self.value(out, value)
            struct.pack_into("<I", out, start, len(out) - start - 4)
        if children is None:
            out.append(3)
        else:
            out.append(2)
            for child in children:
                if isinstance(child, str):
                    self.value(out, child)
                else:
                    self.element(out, base, child)
            out.append(4)
        struct.pack_into("<I", out, place, len(out) - place - 4)

    @staticmethod
    def value(out, text):
        units = text.encode("utf-16-le")
        out += b"\x05\x01" + struct.pack("<H", len(units) // 2) + units

    def add(self, number, time, element):
        saved = (dict(self.names), list(self.table))
        base, out = len(self.bytes), bytearray(24)
        out += b"\x0f\x01\x01\x00"
        self.element(out, base, element)
        out.append(0)
        out += bytes(-(len(out) + 4) % 8)
        size = len(out) + 4
        since = time - dt.datetime(1601, 1, 1, tzinfo=UTC)
        ticks = (since.days * 86400 + since.seconds) * 10**7 + since.microseconds * 10
        struct.pack_into("<IIQQ", out, 0, 0x2A2A, size, number, ticks)
        out += struct.pack("<I", size)
        if base + size > self.SIZE:
            self.names, self.table = saved
            return False
        self.last_offset, self.first, self.last = base, self.first or number, number
        self.bytes += out
        return True

    def finish(self):
        free = len(self.bytes)
        out = self.bytes + bytes(self.SIZE - free)
        struct.pack_into("<8sQQQQIII", out, 0, b"ElfChnk\0", self.first, self.last, self.first, self.last, 128,
                         self.last_offset, free)
        struct.pack_into("<I", out, 52, zlib.crc32(bytes(out[512:free])))
        struct.pack_into("<64I", out, 128, *self.table)
        struct.pack_into("<I", out, 124, zlib.crc32(bytes(out[:120]) + bytes(out[128:512])))
        return bytes(out)


LEVELS = {"Error": 2, "Warning": 3, "Information": 4}


def classic(one, number, computer):
    """The XML of a classic event as EVTX keeps it: insertion strings, no sentence."""
    stamp = one["time"].strftime("%Y-%m-%dT%H:%M:%S.%f") + "000Z"
    system = [("Provider", [("Name", one["source"])], None), ("EventID", [("Qualifiers", "49156")], [str(one["id"])]),
              ("Level", [], [str(LEVELS[one["level"]])]), ("Task", [], ["6"]),
              ("Keywords", [], ["0x80000000000000"]), ("TimeCreated", [("SystemTime", stamp)], None),
              ("EventRecordID", [], [str(number)]), ("Channel", [], ["Application"]),
              ("Computer", [], [computer]), ("Security", [], None)]
    return ("Event", [("xmlns", "http://schemas.microsoft.com/win/2004/08/events/event")],
            [("System", [], system), ("EventData", [], [("Data", [], [text] if text else []) for text in one["data"]])])


def evtx(events, computer, first_record=41207):
    chunks = [Chunk()]
    number = first_record
    for one in sorted(events, key=lambda entry: entry["time"]):
        element = classic(one, number, computer)
        if not chunks[-1].add(number, one["time"], element):
            chunks.append(Chunk())
            if not chunks[-1].add(number, one["time"], element):
                raise ValueError("an event larger than a chunk")
        number += 1
    head = bytearray(4096)
    struct.pack_into("<8sQQQIHHHH", head, 0, b"ElfFile\0", 0, len(chunks) - 1, number, 128, 1, 3, 4096, len(chunks))
    struct.pack_into("<I", head, 124, zlib.crc32(bytes(head[:120])))
    return bytes(head) + b"".join(chunk.finish() for chunk in chunks)


# --- the scenarios ---------------------------------------------------------------------------

def healthy_night(rng):
    """12 subscriptions, 22:30 to 04:30 UTC: midnight in UTC and (04:00 UTC) on the server."""
    first, until = utc("2014-06-29 22:30:00"), utc("2014-06-30 04:30:00")
    jetty, diag = Jetty(rng), Diag(rng)
    subs = subscriptions("healthy-night", 12)
    for number, sub in enumerate(subs):
        jetty.keepalives(EXCH01 if number < 6 else EXCH02, sub, first + seconds(23 * number + 4), until)
    jetty.operations(EXCH01, subs[:6], first, until, 25)
    jetty.noise(first, until, 60)
    jetty.add(first + seconds(1000), "198.51.100.7", "/NotificationService/services/NotificationService?wsdl", size=4312,
              method="GET")
    diag.chatter(first, until, (f"exch01.{DOMAIN}", f"exch02.{DOMAIN}"))
    files = jetty.files("logs/cuc1/jetty")
    # Jetty restarted at 02:15:22: without append, the file so far gets a suffix of its time.
    whole = files["logs/cuc1/jetty/2014_06_30.request.log"].decode().splitlines(keepends=True)
    before = [line for line in whole if line.split("2014:")[1][:8] < "02:15:22"]
    files["logs/cuc1/jetty/2014_06_30.request.log.021522417"] = "".join(before).encode()
    files["logs/cuc1/jetty/2014_06_30.request.log"] = "".join(whole[len(before):]).encode()
    files["logs/cuc1/syslog/CiscoSyslog"] = syslog("cuc1", first, until, rng)
    return files | diag.files("logs/cuc1/cuc", 86, 90) | two_nodes(rng, first, until)


def exchange_server_keepalives_lost(rng):
    """exch01's six subscriptions: the last keep-alives in 07:10, the next in 07:50."""
    first, until = utc("2014-06-30 06:00:00"), utc("2014-06-30 09:30:00")
    jetty, diag = Jetty(rng), Diag(rng)
    subs = subscriptions("exchange-server-keepalives-lost", 12)
    for number, sub in enumerate(subs):
        missing = range(15, 22) if number < 6 else ()
        jetty.keepalives(EXCH01 if number < 6 else EXCH02, sub, first + seconds(23 * number + 4), until, missing)
    jetty.operations(EXCH02, subs[6:], first, until, 15)
    jetty.noise(first, until)
    diag.chatter(first, until, (f"exch01.{DOMAIN}", f"exch02.{DOMAIN}"))
    return (jetty.files("logs/cuc1/jetty") | diag.files("logs/cuc1/cuc", 86, 60)
            | {"logs/cuc1/syslog/CiscoSyslog": syslog("cuc1", first, until, rng)} | two_nodes(rng, first, until))


def one_subscription_lost(rng):
    """Subscription 4 never comes back, 7 misses two keep-alives, 9 misses one."""
    first, until = utc("2014-07-01 12:00:00"), utc("2014-07-01 15:00:00")
    jetty, diag = Jetty(rng), Diag(rng)
    subs = subscriptions("one-subscription-lost", 12)
    missing = {4: range(15, 99), 7: (11, 12), 9: (21,)}
    for number, sub in enumerate(subs):
        jetty.keepalives(EXCH01 if number % 2 else EXCH02, sub, first + seconds(23 * number + 4), until,
                         missing.get(number, ()))
    jetty.operations(EXCH01, [subs[1], subs[3], subs[5], subs[11]], first, until, 15)
    jetty.noise(first, until)
    diag.chatter(first, until, (f"exch01.{DOMAIN}", f"exch02.{DOMAIN}"))
    return (jetty.files("logs/cuc1/jetty") | diag.files("logs/cuc1/cuc", 86, 60)
            | {"logs/cuc1/syslog/CiscoSyslog": syslog("cuc1", first, until, rng)} | two_nodes(rng, first, until))


def session_overrun(rng):
    """exch01 is Exchange 2010, saved as CSV on a PC in New York; exch02 is 2013, saved as EVTX."""
    first, until = utc("2014-06-30 17:00:00"), utc("2014-06-30 21:30:00")
    day, box = "2014-06-30 ", "6f1e02c4-55a0-4c0e-9d21-7a3b8c41f0aa"
    csv = server_noise(first, until, rng, 60)
    for time in ("18:10:05", "18:24:40", "18:51:12", "19:40:30", "19:41:02"):
        csv.append(overrun(utc(day + time), mapi_2010("svc-unity", 16, "session", box)))
    csv.append(overrun(utc(day + "20:05:59"), mapi_2010("svc-uccx-mail", 32, "session")))
    csv.append(overrun(utc(day + "18:30:00"), mapi_2010("alice.meyer", 500, "objtMessageView")))
    csv.append(overrun(utc(day + "18:59:59"), mapi_2010("alice.meyer", 500, "objtMessageView")))
    csv.append(overrun(utc(day + "17:45:33"), mapi_2003("Bob O'Neil (Sales)", 500, "objtFolder")))
    log = server_noise(first, until, rng, 60)
    for time in ("18:15:00.250", "18:44:58.500", "19:30:00"):
        log.append(overrun(utc(day + time), "", (DN + "svc-unity", "WebServices", "16", "Session")))
    log.append(overrun(utc(day + "20:02:11.125"), "", (DN + "svc-uccx-mail", "Imap", "16", "Session")))
    log.append(overrun(utc(day + "20:10:00"), "", (DN + "carol.ito", "MoMT", "500", "Folder")))
    log.append(overrun(utc(day + "20:20:20"), "", (DN + "dave", "16", "session")))
    return {"logs/exch01/Application.csv": viewer_csv(csv),
            "logs/exch02/Application.evtx": evtx(log, f"exch02.{DOMAIN}")}


def ews_storm_over_midnight(rng):
    """Undated diag files, 22:40 to 01:40 on the server, that is 02:40 to 05:40 UTC on 30 June."""
    first, until = utc("2014-06-30 02:40:00"), utc("2014-06-30 05:40:00")
    exch, fabrikam = f"exch01.{DOMAIN}", "mail.fabrikam.example"
    locate = "https://autodiscover.fabrikam.example/autodiscover/autodiscover.xml"
    diag = Diag(rng)
    diag.chatter(first, until, (exch, fabrikam), 50, 12)
    diag.storm(utc("2014-06-30 03:05:00.250"), 30, 90, exch, None, 401)
    diag.storm(utc("2014-06-30 03:50:10.500"), 20, 67, exch, None, 503)
    diag.storm(utc("2014-06-30 04:13:00.100"), 10, 120, exch, CONNECT, 503)
    diag.storm(utc("2014-06-30 02:50:00.005"), 300, 12, fabrikam, None, 403)
    diag.storm(utc("2014-06-30 04:40:00.000"), 60, 2, fabrikam, TIMEOUT, 503)
    diag.storm(utc("2014-06-30 05:05:00.000"), 60, 1, fabrikam, TIMEOUT, 503)
    for time in ("03:59:59.980", "04:00:00.050", "04:00:00.900"):
        diag.failure(utc("2014-06-30 " + time), "", "", None, 404, locate, "GET")
    # The record of 23:59:59.980 is written after that of 00:00:00.050.
    swap = {utc("2014-06-30 03:59:59.980"): utc("2014-06-30 04:00:00.051")}
    return (diag.files("logs/cuc1/cuc", 112, 130, dated=False, swap=swap)
            | {"logs/cuc1/syslog/CiscoSyslog": syslog("cuc1", first - seconds(3600), until, rng, every=300)})


def log_hole_and_edges(rng):
    """Jetty's file of 29 June is gone, so are diag files 88 and 89; nothing stopped."""
    jetty = Jetty(rng)
    subs = subscriptions("log-hole-and-edges", 12)
    edges = [(utc("2014-06-28 22:00:00"), utc("2014-06-29 00:00:00")),
             (utc("2014-06-30 00:00:00"), utc("2014-06-30 02:00:00"))]
    late = {10: 540, 11: 2820}
    files = {}
    for part, (first, until) in enumerate(edges):
        for number, sub in enumerate(subs):
            begin = first + seconds(23 * number + 4 + (late.get(number, 0) if part == 0 else 0))
            jetty.keepalives(EXCH01 if number < 6 else EXCH02, sub, begin, until)
        jetty.noise(first, until)
        one = Diag(rng)
        one.chatter(first, until, (f"exch01.{DOMAIN}", f"exch02.{DOMAIN}"))
        files |= one.files("logs/cuc1/cuc", 86 + 4 * part, 70)
    files["logs/cuc1/syslog/CiscoSyslog"] = syslog("cuc1", edges[0][0], edges[1][1], rng, every=1800)
    return files | jetty.files("logs/cuc1/jetty")


def two_bundles_overlap(rng):
    """a/ was collected at 02:00 and goes back to 22:00; b/ at 04:00 and goes back to midnight UTC. The
    lost subscription (00:31:13 to 01:31:13), the 401 storm (00:40:00.125 to 01:04:45.125) and five
    failed requests at 00:50 to 00:54 are in both."""
    first, until = utc("2014-06-29 22:00:00"), utc("2014-06-30 04:00:00")
    early, late = utc("2014-06-30 02:00:00"), utc("2014-06-30 00:00:00")
    jetty, diag = Jetty(rng), Diag(rng)
    subs = subscriptions("two-bundles-overlap", 8)
    for number, sub in enumerate(subs):
        missing = range(31, 42) if number == 3 else ()
        jetty.keepalives(EXCH01 if number < 4 else EXCH02, sub, first + seconds(23 * number + 4), until, missing)
    jetty.noise(first, until)
    for number in range(5):
        jetty.add(utc("2014-06-30 00:50:00") + seconds(60 * number), "198.51.100.33",
                  f"/vmevents/cometd/subscribe?message={number}", "503", 318, "GET")
    diag.chatter(first, until, (f"exch01.{DOMAIN}", f"exch02.{DOMAIN}"), 45)
    diag.storm(utc("2014-06-30 00:40:00.125"), 15, 100, f"exch02.{DOMAIN}", None, 401)
    alarms = syslog("cuc1", first, until, rng)
    kept = [line for line in alarms.decode().splitlines(keepends=True) if line < "Jun 29 22:00:00"]
    one, two = Jetty(rng), Jetty(rng)
    one.lines = [entry for entry in jetty.lines if entry[0] < early]
    two.lines = [entry for entry in jetty.lines if entry[0] >= late]
    # a/ has the last trace file as it stood at 02:00; b/ has those that midnight had not yet closed.
    a, b = "logs/a/10.20.30.11/2014-06-29_22-01-09", "logs/b/10.20.30.11/2014-06-30_00-02-31"
    whole = diag.files(f"{b}/cuc", 86, 60)
    part = Diag(rng)
    part.records = [entry for entry in diag.records if entry[0] < early]
    closed = sum(1 for entry in diag.records if entry[0] < late) // 60
    later = dict(list(whole.items())[closed:])
    return (one.files(f"{a}/jetty") | part.files(f"{a}/cuc", 86, 60)
            | {f"{a}/syslog/CiscoSyslog": "".join(kept).encode()}
            | two.files(f"{b}/jetty") | later | {f"{b}/syslog/CiscoSyslog": alarms})


def clocks_apart(rng):
    """exch01's clock is 12 min 7 s ahead, exch02's right. True times: svc-unity runs out of sessions on
    exch01 at 09:29:40; EWS there answers 503 from 09:30:00.250 to 09:44:30.250; Unity Connection refuses
    four of its notifications with 503 (10:10:05, :35, 10:11:35, 10:13:35), Exchange logs each a little later."""
    first, until, day = utc("2014-07-02 08:00:00"), utc("2014-07-02 12:00:00"), "2014-07-02 "
    jetty, diag, ahead = Jetty(rng), Diag(rng), seconds(727)
    exch01, exch02 = f"exch01.{DOMAIN}", f"exch02.{DOMAIN}"
    diag.ahead = {exch01: 727}
    subs = subscriptions("clocks-apart", 12)
    for number, sub in enumerate(subs):
        jetty.keepalives(EXCH01 if number < 6 else EXCH02, sub, first + seconds(23 * number + 4), until)
    jetty.noise(first, until)
    diag.chatter(first, until, (exch01, exch02), 40)
    diag.storm(utc(day + "09:30:00.250"), 30, 30, exch01, None, 503)
    log = server_noise(first, until, rng, 90)
    log.append(overrun(utc(day + "09:29:40"), "", (DN + "svc-unity", "WebServices", "16", "Session")))
    url = (f"http://cuc1.{DOMAIN}:7080/NotificationService/services/NotificationService?id={subs[2]}&pid=25672")
    for attempt, (time, late) in enumerate((("10:10:05", .2), ("10:10:35", .4), ("10:11:35", .1), ("10:13:35", .3))):
        jetty.add(utc(day + time), EXCH01, url.split("7080")[1], "503", 301)
        details = ("WebException: The remote server returned an error: (503) Server Unavailable. Status: ProtocolError "
                   "StatusCode: ServiceUnavailable")
        data = (guid("subscription of exch01"), url) + ((str(attempt + 1),) if attempt else ()) + (details,)
        log.append(event(utc(day + time) + seconds(late), "MSExchange Web Services", 6 if attempt else 5, "", "Warning",
                         "Core", data))
    for one in log:
        one["time"] += ahead
    return (jetty.files("logs/cuc1/jetty") | diag.files("logs/cuc1/cuc", 86, 100)
            | {"logs/cuc1/syslog/CiscoSyslog": syslog("cuc1", first, until, rng),
               "logs/exch01/Application.evtx": evtx(log, exch01),
               "logs/exch02/Application.evtx": evtx(server_noise(first, until, rng, 90), exch02)})


def wrong_node(rng):
    """Mailboxes come late, and somebody collected the standby: no notification ever comes there, and
    Mailbox Sync does not run. What is on exch01 is complete, and quiet."""
    first, until = utc("2014-07-03 13:00:00"), utc("2014-07-03 16:00:00")
    return (two_nodes(rng, first, until)
            | {"logs/exch01/Application.evtx": evtx(server_noise(first, until, rng, 90), f"exch01.{DOMAIN}")})


def json_export(events):
    """Get-WinEvent | ConvertTo-Json | Out-File in Windows PowerShell 5.1."""
    rows = [{"TimeCreated": f"/Date({int(one['time'].timestamp() * 1000)})/", "ProviderName": one["source"],
             "Id": one["id"], "LevelDisplayName": one["level"], "TaskDisplayName": one["task"],
             "MachineName": f"EXCH06.{DOMAIN}", "Message": one["message"]} for one in events]
    text = json.dumps(rows, indent=4).replace('"/Date(', '"\\/Date(').replace(')/"', ')\\/"')
    return b"\xff\xfe" + (text.replace("\n", "\r\n") + "\r\n").encode("utf-16-le")


def winevent_csv(events, zone):
    """Get-WinEvent | Export-Csv: the columns Windows PowerShell 5.1 writes, all in quotes."""
    columns = ("Message", "Id", "Version", "Qualifiers", "Level", "Task", "Opcode", "Keywords", "RecordId",
               "ProviderName", "ProviderId", "LogName", "ProcessId", "ThreadId", "MachineName", "UserId", "TimeCreated",
               "LevelDisplayName", "TaskDisplayName")
    rows = ["#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord", ",".join(f'"{name}"' for name in columns)]
    for number, one in enumerate(events):
        cells = {"Message": one["message"], "Id": one["id"], "Qualifiers": 49156, "Level": LEVELS[one["level"]],
                 "Task": 6, "Keywords": 36028797018963968, "RecordId": 90211 - number, "ProviderName": one["source"],
                 "LogName": "Application", "MachineName": f"EXCH05.{DOMAIN}", "TimeCreated": us(one["time"], zone),
                 "LevelDisplayName": one["level"], "TaskDisplayName": one["task"]}
        rows.append(",".join('"' + str(cells[name]).replace('"', '""') + '"' if name in cells else "" for name in columns))
    return ("\r\n".join(rows) + "\r\n").encode()


def xml_lines(events):
    """wevtutil qe /f:xml: one event a line, no root."""
    def text(value):
        return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "&#10;")
    rows = []
    for number, one in enumerate(events):
        data = "".join(f"<Data>{text(value)}</Data>" for value in one["data"])
        rows.append(
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
            f"<Provider Name='{one['source']}'/><EventID Qualifiers='49156'>{one['id']}</EventID>"
            f"<Level>{LEVELS[one['level']]}</Level><Task>6</Task><Keywords>0x80000000000000</Keywords>"
            f"<TimeCreated SystemTime='{one['time']:%Y-%m-%dT%H:%M:%S}.000000000Z'/>"
            f"<EventRecordID>{77120 - number}</EventRecordID><Channel>Application</Channel>"
            f"<Computer>EXCH03.{DOMAIN}</Computer><Security/></System><EventData>{data}</EventData></Event>")
    return ("\r\n".join(rows) + "\r\n").encode()


def wevtutil_text(events, zone):
    """wevtutil qe /f:text of Windows Server 2012: local time without a zone."""
    out = []
    for number, one in enumerate(events):
        out.append(f"Event[{number}]:\n  Log Name: Application\n  Source: {one['source']}\n"
                   f"  Date: {one['time'] + zone:%Y-%m-%dT%H:%M:%S}.000\n  Event ID: {one['id']}\n"
                   f"  Task: {one['task']}\n  Level: {one['level']}\n  Opcode: N/A\n  Keyword: Classic\n  User: N/A\n"
                   f"  User Name: N/A\n  Computer: EXCH04.{DOMAIN}\n  Description: \n{one['message']}\n\n")
    return "".join(out).replace("\n", "\r\n").encode()


def clipboard(events, zone):
    """Event Viewer's "Copy details as text", one below the other as in a mail."""
    out = []
    for one in events:
        out.append(f"Log Name:      Application\nSource:        {one['source']}\nDate:          {us(one['time'], zone)}\n"
                   f"Event ID:      {one['id']}\nTask Category: {one['task']}\nLevel:         {one['level']}\n"
                   f"Keywords:      Classic\nUser:          N/A\nComputer:      EXCH07.{DOMAIN}\nDescription:\n"
                   f"{one['message']}\n\n")
    return "".join(out).replace("\n", "\r\n").encode()


def undescribed(source, number, values):
    """What Event Viewer shows on a PC that lacks the server's message file."""
    return (f"The description for Event ID {number} from source {source} cannot be found. Either the component that "
            "raises this event is not installed on your local computer or the installation is corrupted. You can "
            "install or repair the component on the local computer.\n\nIf the event originated on another computer, the "
            "display information had to be saved with the event.\n\nThe following information was included with the "
            "event: \n\n" + "\n".join(values) + "\n\nThe message resource is present but the message was not found in "
            "the message table\n")


def utf16_and_locales(rng):
    """Eight exports, each of its own account: 9646 at 16:00:19, 16:20:40 and 17:30:05 UTC."""
    first, until, day = utc("2025-03-13 15:30:00"), utc("2025-03-13 18:30:00"), "2025-03-13 "
    box = "0b9d6c1e-7f0a-4f53-8f0e-61a1d5b7c2aa"

    def log(message, data=()):
        events = server_noise(first, until, rng, 400)
        events += [overrun(utc(day + time), message, data) for time in ("16:00:19", "16:20:40", "17:30:05")]
        return sorted(events, key=lambda one: one["time"], reverse=True)

    german = {"Error": "Fehler", "Information": "Informationen", "Warning": "Warnung"}
    header = ("Ebene", "Datum und Uhrzeit", "Quelle", "Ereignis-ID", "Aufgabenkategorie")
    berlin = log(mapi_german("svc-german", 32, "session"))
    berlin.append(event(utc(day + "16:44:00"), "ESENT", 327, "Die Datenbank wurde geprüft und ordnungsgemäß getrennt.",
                        "Information", "Allgemein"))
    absent = log("", (DN + "svc-nodescription", "16", "session"))
    for one in absent:
        if not one["message"]:
            one["message"] = undescribed(one["source"], one["id"], one["data"])
    text = viewer_rows(log(mapi_2013("svc-txt", "WebServices", 16, "Session")), ENGLISH, "\t", us)
    return {
        "logs/exch01/Application.txt": b"\xff\xfe" + text.encode("utf-16-le"),
        "logs/exch02/Anwendung.csv": viewer_rows(
            berlin, header, ",", lambda time: f"{time + seconds(3600):%d.%m.%Y %H:%M:%S}", german).encode("cp1252"),
        "logs/exch03/application.xml": xml_lines(log("", (DN + "svc-xml", "Imap", "16", "Session"))),
        "logs/exch04/application.txt": wevtutil_text(log(mapi_2010("svc-wevtutil", 32, "session")), EDT),
        "logs/exch05/application.csv": winevent_csv(log(mapi_2013("svc-getwinevent", "MoMT", 32, "Session")), EDT),
        "logs/exch06/application.json": json_export(log(mapi_2010("svc-json", 500, "objtFolder", box))),
        "logs/exch07/mail.txt": clipboard(log(mapi_2013("svc-clipboard", "WebServices", 16, "Session")), EDT),
        "logs/exch08/Application.csv": viewer_csv(absent),
    }


def damaged(rng):
    """One good request log with an outage (10:55:50 to 11:30:50) among files that broke on the way."""
    first, until = utc("2014-06-30 10:00:00"), utc("2014-06-30 13:00:00")
    jetty, standby, diag = Jetty(rng), Jetty(rng), Diag(rng)
    for number, sub in enumerate(subscriptions("damaged", 8)):
        missing = range(12, 18) if number == 2 else ()
        jetty.keepalives(EXCH01, sub, first + seconds(23 * number + 4), until, missing)
    jetty.noise(first, until)
    diag.chatter(first, until, (f"exch01.{DOMAIN}",))
    standby.noise(utc("2014-06-29 12:00:00"), utc("2014-06-30 00:00:00"), 60)
    cut = gzip.compress(standby.text().encode(), 9, mtime=0)
    long = Jetty(rng)
    long.noise(first, until, 120)
    lines = long.text().splitlines(keepends=True)
    lines.insert(len(lines) // 2, lines[1].replace("/vmevents/cometd", "/vmevents/cometd?x=" + "A" * 3_000_000))
    good = server_noise(first, until, rng, 120)
    good.append(overrun(utc("2014-06-30 11:05:05"), mapi_2010("svc-unity", 16, "session")))
    exports = bytearray(zipped({"Application-old.csv": viewer_csv(server_noise(first, until, rng, 60)),
                                "Application.csv": viewer_csv(good)}, until))
    for offset in range(400, 440):  # inside the deflated bytes of the first member
        exports[offset] ^= 0x55
    text = viewer_rows(server_noise(first, until, rng), ENGLISH, "\t", us).encode("utf-16-le")
    traces = diag.files("logs/cuc1/cuc", 301, 1000)
    return {
        "logs/cuc1/syslog/CiscoSyslog": syslog("cuc1", first, until, rng),
        "logs/cuc2/jetty/2014_06_29.request.log.gz": cut[:len(cut) * 6 // 10],
        "logs/cuc2/jetty/2014_06_30.request.log.gz": gzip.compress("".join(lines).encode(), 9, mtime=0),
        "logs/exch01/Application.txt": b"\xff\xfe" + text[:len(text) * 2 // 3 // 2 * 2 + 1],
        "logs/exch02/exports.zip": bytes(exports),
    } | jetty.files("logs/cuc1/jetty") | {path: content + bytes(8192) for path, content in traces.items()}


def tgz(files, time):
    """A tar.gz as `file get … compress` makes it; every stamp in it is `time`."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, content in files.items():
            member = tarfile.TarInfo(path)
            member.size, member.mtime, member.mode = len(content), int(time.timestamp()), 0o644
            archive.addfile(member, io.BytesIO(content))
    return gzip.compress(raw.getvalue(), 9, mtime=int(time.timestamp()))


def zipped(files, time):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for path, content in files.items():
            member = zipfile.ZipInfo(path, (time.year, time.month, time.day, time.hour, time.minute, time.second))
            member.compress_type = zipfile.ZIP_STORED if path.endswith((".tgz", ".gz")) else zipfile.ZIP_DEFLATED
            member.external_attr, member.create_system = 0o644 << 16, 3
            archive.writestr(member, content, compresslevel=9)
    return raw.getvalue()


def bundle(rng):
    """8 July 2014, 00:00 to 06:00 UTC. svc-unity runs out of sessions on exch01 at 02:41 and 03:05; EWS
    there answers 503 from 03:04:00.250, nothing at all from 03:10:00.500 to 04:01:40.500; the twelve
    keep-alives of exch01 stop with the tick of 03:07 and come back with that of 04:02."""
    first, until, day = utc("2014-07-08 00:00:00"), utc("2014-07-08 06:00:00"), "2014-07-08 "
    jetty, diag = Jetty(rng), Diag(rng)
    subs = subscriptions("bundle", 24)
    for number, sub in enumerate(subs):
        lost = range(38, 48) if number < 12 else ()
        begin = first + seconds(122 + 10 * (number % 12))
        jetty.keepalives(EXCH01 if number < 12 else EXCH02, sub, begin, until, lost)
    jetty.operations(EXCH02, subs[12:], first, until, 60)
    jetty.operations(EXCH01, subs[:12], first, utc(day + "02:30:00"), 20)
    jetty.noise(first, until)
    hosts = (f"exch01.{DOMAIN}", f"exch02.{DOMAIN}")
    diag.chatter(first, utc(day + "03:03:00"), hosts, 30)
    diag.chatter(utc(day + "03:03:00"), utc(day + "04:01:50"), hosts[1:], 30)
    diag.chatter(utc(day + "04:01:50"), until, hosts, 30)
    diag.storm(utc(day + "03:04:00.250"), 30, 12, hosts[0], None, 503)
    diag.storm(utc(day + "03:10:00.500"), 20, 156, hosts[0], CONNECT, 503)
    exch01, exch02 = server_noise(first, until, rng, 120), server_noise(first, until, rng, 120)
    for time in ("02:41:07", "03:05:44"):
        exch01.append(overrun(utc(day + time), "", (DN + "svc-unity", "WebServices", "16", "Session")))
    exch01.append(event(utc(day + "03:09:20"), "Microsoft-Windows-WAS", 5010, "", "Warning", "None",
                        ("MSExchangeServicesAppPool", "3388")))
    node = {path.removeprefix("logs/"): content for path, content in (
        diag.files("logs/cuc1/cuc", 214, 200) | jetty.files("logs/cuc1/jetty")
        | {"logs/cuc1/syslog/CiscoSyslog": syslog("cuc1", first, until, rng)}).items()}
    standby = {path.removeprefix("logs/"): content for path, content in two_nodes(rng, first, until).items()}
    collected = utc(day + "06:11:32")
    listing = "".join(f'    <File name="{path}" size="{len(content)}" modified="2014-07-08 02:00:00"/>\n'
                      for path, content in sorted((node | standby).items()))
    manifest = ('<?xml version="1.0" encoding="UTF-8"?>\n<TraceCollectionResult collected="2014-07-08 02:11:32">\n'
                f"  <Node name=\"cuc1\">\n{listing}  </Node>\n</TraceCollectionResult>\n")
    return zipped({
        "TraceCollectionResult.xml": manifest.encode(),
        "10.20.30.11/2014-07-08_02-11-32/active_1.tgz": tgz(node, collected),
        "10.20.30.12/2014-07-08_02-11-32/active_1.tgz": tgz(standby, collected),
        "exchange/exch01/Application.evtx": evtx(exch01, hosts[0]),
        "exchange/exch02/Application.csv": viewer_csv(exch02),
    }, utc(day + "02:14:06"))


def alarm(time, node, severity, name, text, sequence, zone=EDT):
    """One line of CiscoSyslog; the facility of Unity Connection's own alarms is not published."""
    local = time + zone
    return (f"{local:%b} {local.day:2d} {local:%H:%M:%S} {node} local7 {severity} : {sequence}: {node}.{DOMAIN}: "
            f"{time:%b %d %Y} {milliseconds(time)} UTC : %UC_UCEVNT-{severity}-{name}: %[AppID=CuMbxSync][ClusterID=]"
            f"[NodeID={node}]: {text}\n")


def quiet_cuc(rng, first, until, scenario, lost=(), hosts=None):
    """A working node: eight subscriptions of two servers, chatter, Comet. `lost` names ticks that the
    subscriptions of exch01 miss."""
    jetty, diag = Jetty(rng), Diag(rng)
    for number, sub in enumerate(subscriptions(scenario, 8)):
        jetty.keepalives(EXCH01 if number < 4 else EXCH02, sub, first + seconds(23 * number + 4), until,
                         lost if number < 4 else ())
    jetty.noise(first, until)
    diag.chatter(first, until, hosts or (f"exch01.{DOMAIN}", f"exch02.{DOMAIN}"))
    return jetty, diag


def cuc_files(jetty, diag, first, until, rng, alarms=()):
    lines = syslog("cuc1", first, until, rng).decode().splitlines(keepends=True) + list(alarms)
    return (jetty.files("logs/cuc1/jetty") | diag.files("logs/cuc1/cuc", 86, 120)
            | {"logs/cuc1/syslog/CiscoSyslog": "".join(sorted(lines)).encode()})


def ews_error(diag, time, host, box, code):
    diag.add(time, host, box, "CsEws", 10, f"[CsEws/CsEwsHttpClient.cpp:540]: HTTP status=[500 Internal Server Error]"
             f"................{code}.......")


def agent_email_limits(rng):
    """exch01, EVTX: uccx-mail over its 16 IMAP connections at 13:02:10 and 13:40:00, over 16 MAPI sessions of
    type Imap at 13:02:40; one address over its limit at 13:10:00; Client Frontend refuses 10.20.30.21 at
    13:15:00 and 13:16:30."""
    first, until, day = utc("2014-07-09 12:00:00"), utc("2014-07-09 15:00:00"), "2014-07-09 "
    log = server_noise(first, until, rng, 90)
    def add(time, source, number, *data):
        log.append(event(utc(day + time), source, number, "", "Warning", data=data))
    add("13:02:10", "MSExchangeIMAP4BE", 1009, "uccx-mail", "16")
    add("13:40:00", "MSExchangeIMAP4BE", 1009, "uccx-mail", "16")
    add("13:10:00", "MSExchangeIMAP4", 1103, "10.20.30.40", "20")
    add("13:15:00", "MSExchangeTransport", 1021, f"Client Frontend EXCH01", "10.20.30.21", "20")
    add("13:16:30", "MSExchangeTransport", 1021, f"Client Frontend EXCH01", "10.20.30.21", "20")
    log.append(overrun(utc(day + "13:02:40"), "", (DN + "uccx-mail", "Imap", "16", "Session")))
    return {"logs/exch01/Application.evtx": evtx(log, f"exch01.{DOMAIN}")}


def subscription_id(server, number, made):
    """Layout of Exchange 2013: server, GUID, creation in .NET ticks, GUID of the mailbox."""
    since = made - dt.datetime(1, 1, 1, tzinfo=UTC)
    ticks = (since.days * 86400 + since.seconds) * 10**7 + since.microseconds * 10
    own, box = (hashlib.sha1(f"{kind} {number}".encode()).digest()[:16] for kind in ("subscription", "mailbox"))
    return base64.b64encode(struct.pack("<H", len(server)) + server.encode() + struct.pack("<I", 16) + own
                            + struct.pack("<qI", ticks, 16) + box).decode()


def push_refused_by_network(rng):
    """exch01 cannot connect to port 7080 from 09:10 on: events 5, 6, 6, 6, 7 of subscription 0 at 09:12:00 to
    09:19:30; Jetty has nothing of it from 09:10 to 10:05, CUC's own EWS goes on."""
    first, until, day = utc("2014-07-09 08:00:00"), utc("2014-07-09 11:00:00"), "2014-07-09 "
    jetty, diag = quiet_cuc(rng, first, until, "push-refused-by-network", range(14, 25))
    log = server_noise(first, until, rng, 120)
    ident = subscription_id(f"exch01.{DOMAIN}", 0, utc(day + "07:30:00"))
    url = "http://10.20.30.11:7080/NotificationService/services/NotificationService?id=%s&pid=25672" % (
        subscriptions("push-refused-by-network", 8)[0])
    why = ("WebException: Unable to connect to the remote server Status: ConnectFailure at System.Net.HttpWebRequest."
           "EndGetRequestStream(IAsyncResult asyncResult)")
    log.append(event(utc(day + "09:12:00"), "MSExchange Web Services", 5, "", "Warning", data=(ident, url, why)))
    for time, attempts in (("09:12:30", "2"), ("09:13:30", "3"), ("09:15:30", "4")):
        log.append(event(utc(day + time), "MSExchange Web Services", 6, "", "Warning", data=(ident, url, attempts, why)))
    log.append(event(utc(day + "09:19:30"), "MSExchange Web Services", 7, "", data=(ident, url, "5", why)))
    return cuc_files(jetty, diag, first, until, rng) | {"logs/exch01/Application.evtx": evtx(log, f"exch01.{DOMAIN}")}


def credentials_expired(rng):
    """From 14:00:00.250 EWS answers 401, every 20 s until 14:59:40.250; the directory refuses the bind at
    14:05:00 and 14:15:00."""
    first, until = utc("2014-07-10 12:00:00"), utc("2014-07-10 15:10:00")
    jetty, diag = quiet_cuc(rng, first, until, "credentials-expired")
    diag.storm(utc("2014-07-10 14:00:00.250"), 20, 180, f"exch01.{DOMAIN}", None, 401)
    for time in ("14:05:00", "14:15:00"):
        diag.add(utc("2014-07-10 " + time), "", "", "CsExMbxLocator", 10, "[CsExMbxLocator/CCsLDAPHelper.cpp:88]: LDAP "
                 "authentication bind failed: INVALID_CREDENTIALS")
    return cuc_files(jetty, diag, first, until, rng)


def impersonation_denied(rng):
    """ErrorImpersonateUserDenied for twelve mailboxes, every 5 minutes from 13:00 to 13:55."""
    first, until = utc("2014-07-11 12:00:00"), utc("2014-07-11 15:00:00")
    jetty, diag = quiet_cuc(rng, first, until, "impersonation-denied")
    for number in range(12):
        ews_error(diag, utc("2014-07-11 13:00:00") + seconds(300 * number), f"exch01.{DOMAIN}",
                  guid(f"mailbox{number}"), "ErrorImpersonateUserDenied")
    return cuc_files(jetty, diag, first, until, rng)


def oauth_expired(rng):
    """Tokens are saved every 50 minutes until 05:10; from 06:00 on the service answers 401."""
    first, until, day = utc("2014-07-12 01:00:00"), utc("2014-07-12 10:00:00"), "2014-07-12 "
    diag = Diag(rng)
    diag.chatter(first, until, ("outlook.office365.example",))
    alarms = [alarm(utc(day + "01:00:00") + seconds(3000 * number), "cuc1", 6, "EvtMbxOAuthAccessTokenDBSaveSuccess",
                    "Access token saved.", 300 + number) for number in range(6)]
    alarms += [alarm(utc(day + "06:00:00") + seconds(3000 * number), "cuc1", 3, "EvtMbxOAuthHttpStatusCode",
                     "Token request failed, status 401", 310 + number) for number in range(5)]
    return cuc_files(Jetty(rng), diag, first, until, rng, alarms)


def throttled(rng):
    """ErrorServerBusy for seven mailboxes, every two minutes from 09:00 to 09:40; exch01 locks the budget of
    svc-unity out at 08:59:30 and 09:20:00."""
    first, until = utc("2014-07-14 08:00:00"), utc("2014-07-14 11:00:00")
    jetty, diag = quiet_cuc(rng, first, until, "throttled")
    for number in range(21):
        ews_error(diag, utc("2014-07-14 09:00:00") + seconds(120 * number), f"exch01.{DOMAIN}",
                  guid(f"mailbox{number % 7}"), "ErrorServerBusy")
    log = server_noise(first, until, rng, 120)
    for time in ("08:59:30", "09:20:00"):
        log.append(event(utc("2014-07-14 " + time), "MSExchange ADAccess", 4023, "", "Warning", data=(
            "w3wp.exe (EWS)", "19436", "Sid~CONTOSO\\svc-unity~Ews~false", "7/14/2014 9:25:26 AM", "300000", "900000",
            "-3000000")))
    return cuc_files(jetty, diag, first, until, rng) | {"logs/exch01/Application.evtx": evtx(log, f"exch01.{DOMAIN}")}


def iis(rows):
    """An IIS log of the front end: (time, client, user, agent, status, substatus, win32 status)."""
    head = ("#Software: Microsoft Internet Information Services 8.5\r\n#Version: 1.0\r\n"
            f"#Date: {min(rows)[0]:%Y-%m-%d %H:%M:%S}\r\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port "
            "cs-username c-ip cs(User-Agent) cs-host sc-status sc-substatus sc-win32-status time-taken\r\n")
    return (head + "".join(
        f"{time:%Y-%m-%d %H:%M:%S} {EXCH01} POST /EWS/Exchange.asmx - 443 {user} {client} {agent} exch01.{DOMAIN} "
        f"{status} {sub} {win32} 31\r\n" for time, client, user, agent, status, sub, win32 in sorted(rows))).encode()


def server_503_in_iis(rng):
    """EWS of exch01 answers 503 from 09:30:00.250, every 20 s until 09:49:40.250; IIS there has the same rows,
    and before and after them answers 200. Outlook is answered 200 all the time."""
    first, until = utc("2014-07-15 08:00:00"), utc("2014-07-15 11:00:00")
    jetty, diag = quiet_cuc(rng, first, until, "server-503-in-iis")
    diag.storm(utc("2014-07-15 09:30:00.250"), 20, 60, f"exch01.{DOMAIN}", None, 503)
    rows, unity = [], ("10.20.30.11", "CONTOSO\\svc-unity", "-")
    for number in range(540):
        time = first + seconds(20 * number)
        bad = utc("2014-07-15 09:30:00") <= time < utc("2014-07-15 09:50:00")
        rows.append((time, *unity, 503 if bad else 200, 0, 0))
        rows.append((time + seconds(7), "10.20.30.90", "CONTOSO\\alice", "Microsoft+Office/14.0+(Windows+NT+6.1)", 200, 0, 0))
    return cuc_files(jetty, diag, first, until, rng) | {"logs/exch01/u_ex140715.log": iis(rows)}


def session_limit_not_read(rng):
    """exch01: uccx-mail over 16 sessions of type Imap at 10:02:40; its logins are refused at 10:02:10 and
    10:03:10, and one succeeds between them. The limit of 64 stands under the misspelt key MSEExchangeIS."""
    first, until, day = utc("2014-07-16 09:00:00"), utc("2014-07-16 12:00:00"), "2014-07-16 "
    log = server_noise(first, until, rng, 120)
    log.append(overrun(utc(day + "10:02:40"), "", (DN + "uccx-mail", "Imap", "16", "Session")))
    imap = ("#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: IMAP4 Protocol Log\r\n#Date: 2014-07-16T09:00:00.000Z\r\n"
            "#Fields: dateTime,sessionId,seqNumber,sIp,cIp,user,duration,rqsize,rpsize,command,parameters,context\r\n")
    rows = [("09:30:00", "uccx-mail", "OK"), ("10:02:10", "", '"R=""a2 NO LOGIN failed."""'),
            ("10:02:30", "uccx-mail", "OK"), ("10:03:10", "", '"R=""a2 NO LOGIN failed."""'), ("11:40:00", "uccx-mail", "OK")]
    for number, (time, user, answer) in enumerate(rows):
        answer = "R=OK" if answer == "OK" else answer
        imap += (f"2014-07-16T{time}.100Z,{number:016d},1,{EXCH01}:993,10.20.30.40:{50001 + number},{user},12,30,26,login,"
                 f"uccx-mail *****,{answer}\r\n")
    registry = ("Windows Registry Editor Version 5.00\r\n\r\n"
                "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\MSEExchangeIS\\ParametersSystem]\r\n"
                '"Maximum Allowed Service Sessions Per User"=dword:00000040\r\n\r\n')
    return {"logs/exch01/Application.evtx": evtx(log, f"exch01.{DOMAIN}"), "logs/exch01/IMAP420140716-1.LOG": imap.encode(),
            "logs/exch01/limits.reg": b"\xff\xfe" + registry.encode("utf-16-le")}


def proxy_on_one_server(rng):
    """Six servers with four subscriptions each: those of exch01 have their last keep-alives in 07:10, the next in 07:50.
    A proxy is set on exch01 alone."""
    first, until = utc("2014-07-17 06:00:00"), utc("2014-07-17 09:30:00")
    jetty, diag = Jetty(rng), Diag(rng)
    for number, sub in enumerate(subscriptions("proxy-on-one-server", 24)):
        missing = range(15, 22) if number % 6 == 0 else ()
        jetty.keepalives(f"192.0.2.{11 + number % 6}", sub, first + seconds(7 * number + 4), until, missing)
    jetty.noise(first, until)
    diag.chatter(first, until, (f"exch01.{DOMAIN}", f"exch02.{DOMAIN}"))
    settings = "[PS] C:\\Windows\\system32>Get-ExchangeServer | fl Name,InternetWebProxy,AdminDisplayVersion\r\n\r\n\r\n"
    for number in range(1, 7):
        proxy = f" http://proxy.{DOMAIN}:8080/" if number == 1 else ""
        settings += (f"Name                : EXCH0{number}\r\nInternetWebProxy    :{proxy}\r\n"
                     "AdminDisplayVersion : Version 14.3 (Build 123.4)\r\n\r\n")
    return (jetty.files("logs/cuc1/jetty") | diag.files("logs/cuc1/cuc", 86, 60)
            | {"logs/cuc1/syslog/CiscoSyslog": syslog("cuc1", first, until, rng),
               "logs/exch01/settings.txt": settings.encode()} | two_nodes(rng, first, until))


def subscriptions_do_not_hold(rng):
    """Two mailboxes on exch01: of each subscription only the first post arrives, at 07:10:10 and 07:12:30 for the first
    time, and a new one is made 15 to 17 minutes later; the fifth holds. Near miss: a subscription of exch02 is lost at
    07:50:04 and its successor, made at 08:06:00, holds."""
    first, until = utc("2014-07-19 06:30:00"), utc("2014-07-19 09:30:00")
    jetty, diag = Jetty(rng), Diag(rng)
    subs = subscriptions("subscriptions-do-not-hold", 18)
    for number, sub in enumerate(subs[:6]):
        jetty.keepalives(EXCH01 if number % 2 else EXCH02, sub, first + seconds(23 * number + 4), until)
    for begin, made in (("07:10:10", subs[6:11]), ("07:12:30", subs[11:16])):
        at = utc("2014-07-19 " + begin)
        for number, sub in enumerate(made[:4]):
            jetty.push(at, EXCH01, sub)
            at += seconds(960 + 20 * number)
        jetty.keepalives(EXCH01, made[4], at, until)
    jetty.keepalives(EXCH02, subs[16], first + seconds(304), until, range(16, 99))
    jetty.keepalives(EXCH02, subs[17], utc("2014-07-19 08:06:00"), until)
    jetty.noise(first, until)
    diag.chatter(first, until, (f"exch01.{DOMAIN}", f"exch02.{DOMAIN}"))
    return (jetty.files("logs/cuc1/jetty") | diag.files("logs/cuc1/cuc", 86, 60)
            | {"logs/cuc1/syslog/CiscoSyslog": syslog("cuc1", first, until, rng)} | two_nodes(rng, first, until))


def not_renewed(rng):
    """The table of subscriptions as the command line of cuc1 lists it: of twelve rows number 3 is 40 minutes older than
    the newest and has no successor. Near misses: number 5 is 16 minutes older; number 7 is an hour older and renewed."""
    first, until = utc("2014-07-21 12:00:00"), utc("2014-07-21 14:00:00")
    subs = subscriptions("not-renewed", 13)
    maps = [guid(f"not-renewed service {number}") for number in range(12)] + [guid("not-renewed service 7")]
    behind = {3: 2400, 5: 960, 7: 3600}
    rows = [f"{'subscriptionid':36} {'timestamputc':26} subscriberexternalservicemapobjectid", f"{'-' * 36} {'-' * 26} {'-' * 36}"]
    for number, (sub, service) in enumerate(zip(subs, maps)):
        last = utc("2014-07-21 13:55:00.250") - seconds(behind.get(number, 23 * number % 290))
        rows.append(f"{sub} {last:%Y-%m-%d %H:%M:%S.%f} {service}")
    session = ("admin:utils service list\nRequesting service status, please wait...\nConnection Jetty[STARTED]\n"
               "Connection Mailbox Sync[STARTED]\nadmin:run cuc dbquery unitydyndb select * from tbl_exsubscription\n"
               + "\n".join(rows) + "\n\nadmin:exit\n")
    return {"logs/cuc1/session.txt": session.encode(), "logs/cuc1/syslog/CiscoSyslog": syslog("cuc1", first, until, rng)}


def store_slow(rng):
    """exch01, EVTX: the disk answers writes after a minute at 13:05:00 and 13:20:00, ten requests of a database stand
    still at 13:21:00; decoys: the engine of Windows itself, and one mailbox alone. The content index of DB01 has failed;
    that of DB02 is healthy."""
    first, until, day = utc("2014-07-18 12:00:00"), utc("2014-07-18 15:00:00"), "2014-07-18 "
    log = server_noise(first, until, rng, 90)
    def add(time, source, number, *data, level="Error"):
        log.append(event(utc(day + time), source, number, "", level, data=data))
    wrote = ("DB01: ", "E:\\DB01\\DB01.edb", "1048576 (0x0000000000100000)", "32768 (0x00008000)", "68")
    add("13:05:00", "ESE", 508, "Information Store", "3092", *wrote)
    add("13:20:00", "ESE", 508, "Information Store", "3092", *wrote)
    add("13:21:00", "MSExchangeIS", 10026, "DB01", "12")
    add("13:30:00", "MSExchangeIS", 10027, "bob", "5")
    add("13:40:00", "ESENT", 508, "Windows", "1608", *wrote, level="Warning")
    copies = "[PS] C:\\Windows\\system32>Get-MailboxDatabaseCopyStatus * | fl Name,Status,ContentIndexState\r\n\r\n\r\n"
    for name, state in (("DB01", "FailedAndSuspended"), ("DB02", "Healthy")):
        copies += f"Name              : {name}\\EXCH01\r\nStatus            : Mounted\r\nContentIndexState : {state}\r\n\r\n"
    return {"logs/exch01/Application.evtx": evtx(log, f"exch01.{DOMAIN}"), "logs/exch01/copies.txt": copies.encode()}


# --- writing ---------------------------------------------------------------------------------

SCENARIOS = {
    "healthy-night": healthy_night,
    "exchange-server-keepalives-lost": exchange_server_keepalives_lost,
    "one-subscription-lost": one_subscription_lost,
    "session-overrun": session_overrun,
    "ews-storm-over-midnight": ews_storm_over_midnight,
    "log-hole-and-edges": log_hole_and_edges,
    "two-bundles-overlap": two_bundles_overlap,
    "utf16-and-locales": utf16_and_locales,
    "damaged": damaged,
    "clocks-apart": clocks_apart,
    "wrong-node": wrong_node,
    "agent-email-limits": agent_email_limits,
    "push-refused-by-network": push_refused_by_network,
    "credentials-expired": credentials_expired,
    "impersonation-denied": impersonation_denied,
    "oauth-expired": oauth_expired,
    "throttled": throttled,
    "server-503-in-iis": server_503_in_iis,
    "session-limit-not-read": session_limit_not_read,
    "proxy-on-one-server": proxy_on_one_server,
    "store-slow": store_slow,
    "not-renewed": not_renewed,
    "subscriptions-do-not-hold": subscriptions_do_not_hold,
}


def write(name):
    if name == "bundle":
        (ROOT / "bundle.zip").write_bytes(bundle(random.Random(name)))
        return
    folder = ROOT / name
    shutil.rmtree(folder / "logs", ignore_errors=True)
    for path, content in SCENARIOS[name](random.Random(name)).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


if __name__ == "__main__":
    for wanted in sys.argv[1:] or [*SCENARIOS, "bundle"]:
        write(wanted)

//! The diagnostic traces: local time of day without a date, one HDR record a file, records over
//! several lines with text that only looks like a failure.

use super::rng::Rng;
use super::truth::Truth;
use super::{Plan, ZONE, create, stamp};
use std::io::{self, Write};
use std::path::Path;

const HOSTS: [&str; 4] = [
    "exch01.contoso.example",
    "exch02.contoso.example",
    "exch03.contoso.example",
    "exch04.contoso.example",
];
/// Failed exchanges, one in so many records.
const FAILED: u64 = 100;
/// Mean bytes of a record, near enough to place it in time.
const RECORD: u64 = 330;
/// How an exchange fails: what CUC logs as error and status, and what that means.
const FAILURES: [(&str, u64, &str); 8] = [
    ("Bad response from server, HTTP code returned: 401", 401, "401"),
    ("Bad response from server, HTTP code returned: 403", 403, "403"),
    ("Bad response from server, HTTP code returned: 404", 404, "404"),
    ("Bad response from server, HTTP code returned: 500", 500, "500"),
    ("Bad response from server, HTTP code returned: 503", 503, "503"),
    ("Couldn't connect to server -- couldn't connect to host", 503, "Couldn't connect to server"),
    (
        "Timeout was reached -- operation timed out after 30000 milliseconds",
        503,
        "Timeout was reached",
    ),
    ("SSL connect error -- handshake failed", 503, "SSL connect error"),
];

/// Writes `diag_CuMbxSync_%08d.uc` from number 86 on, 40 kB to 7.6 MB each.
pub(super) fn write(folder: &Path, plan: &Plan, truth: &mut Truth) -> io::Result<()> {
    let mut rng = Rng::new(plan.seed, 2);
    let target = plan.megabytes * 250_000;
    let span = (plan.until() - plan.first()) * 1000 - 1000;
    let mailboxes: Vec<String> = (0..997).map(|_| rng.guid()).collect();
    let mut lines: Vec<u8> = Vec::with_capacity(1 << 23);
    let (mut done, mut number) = (0, 86);
    while done < target {
        let wish = if rng.below(3) == 0 {
            40_000 + rng.below(300_000)
        } else {
            500_000 + rng.below(4_100_000)
        };
        let size = wish.min(7_600_000).min(target - done + RECORD);
        lines.clear();
        while (lines.len() as u64) < size {
            let place = (done + lines.len() as u64).min(target);
            // Threads write a little out of order, never by more than 60 ms.
            let milli = plan.first() * 1000 + place * span / target + rng.below(60);
            if lines.is_empty() {
                header(&mut lines, milli)?;
                truth.records += 1;
            }
            record(&mut lines, milli, rng.pick(&mailboxes).as_str(), &mut rng, truth)?;
        }
        let mut file = create(folder, &format!("diag_CuMbxSync_{number:08}.uc"))?;
        file.write_all(&lines)?;
        file.flush()?;
        done += lines.len() as u64;
        number += 1;
    }
    truth.bytes += done;
    Ok(())
}

/// Local and UTC time side by side, which is how the node's zone shows.
pub(super) fn write_syslog(folder: &Path, plan: &Plan) -> io::Result<()> {
    let mut out = create(folder, "CiscoSyslog")?;
    for number in 0..24 {
        let utc = plan.first() + (plan.until() - plan.first()) / 24 * number + 7;
        let ((_, local_month, local_day), (h, m, s)) =
            (stamp::date(utc - ZONE), stamp::clock(utc - ZONE));
        let ((year, month, day), (uh, um, us)) = (stamp::date(utc), stamp::clock(utc));
        let (local_month, month) = (stamp::month_name(local_month), stamp::month_name(month));
        write!(
            out,
            "{local_month} {local_day:2} {h:02}:{m:02}:{s:02} cuc1 local7 6 : {}: ",
            number + 118
        )?;
        write!(
            out,
            "cuc1.contoso.example: {month} {day:02} {year} {uh:02}:{um:02}:{us:02}.000 UTC : "
        )?;
        write!(
            out,
            "%UC_RTMT-6-PerfmonCollected: %[AppID=Cisco AMC Service][ClusterID=][NodeID=cuc1]: "
        )?;
        writeln!(out, "Counter collection finished.")?;
    }
    out.flush()
}

fn clock(lines: &mut Vec<u8>, milli: u64) -> io::Result<()> {
    let (h, m, s) = stamp::clock(milli / 1000 - ZONE);
    let digits = [h / 10, h % 10, m / 10, m % 10, s / 10, s % 10];
    let [h1, h2, m1, m2, s1, s2] = digits.map(|digit| char::from(b'0' + (digit & 15) as u8));
    write!(lines, "{h1}{h2}:{m1}{m2}:{s1}{s2}.{:03} |", milli % 1000)
}

fn header(lines: &mut Vec<u8>, milli: u64) -> io::Result<()> {
    let (year, month, day) = stamp::date(milli / 1000 - ZONE);
    clock(lines, milli)?;
    writeln!(lines, "HDR|{month:02}/{day:02}/{year} ,Significant")
}

fn record(
    lines: &mut Vec<u8>,
    milli: u64,
    mailbox: &str,
    rng: &mut Rng,
    truth: &mut Truth,
) -> io::Result<()> {
    let (host, thread, number) = (*rng.pick(&HOSTS), 6540 + rng.below(16), rng.below(1000));
    truth.records += 1;
    clock(lines, milli)?;
    write!(lines, "{thread},{host},{{{mailbox}}}, ")?;
    if rng.below(FAILED) == 0 {
        let (error, status, reason) = *rng.pick(&FAILURES);
        *truth.diag.entry((host, reason)).or_default() += 1;
        write!(
            lines,
            "CsEws,10,[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: {error}, "
        )?;
        return writeln!(
            lines,
            "HTTP status code: {status}, for ews URL: https://{host}/EWS/Exchange.ASMX, verb: POST"
        );
    }
    match rng.below(70) {
        0 => soap(lines, number),
        1..=20 => writeln!(
            lines,
            "CsMbxSync,14,[CsMbxSync/CsMbxSyncEngine.cpp:1442]: mailbox in sync, {number} messages compared, \
             watermark AQAAABEyGxfwZ9dAopfl5usy5gfLCx0AAAAAAAE=, folder inbox, read flags equal, \
             importance equal, nothing to send to either side, next look after a notification, \
             elapsed {number} ms in queue {thread}"
        ),
        21..=45 => writeln!(
            lines,
            "CsEws,12,[CsEws/CsEwsClient.cpp:871]: GetItem request {number} done, bytes sent 1834, bytes \
             received 6{number:03}, connection reused, elapsed {number} ms, impersonating user{number}@contoso.example, \
             server version Exchange2010_SP2, response class Success, response code NoError"
        ),
        _ => writeln!(
            lines,
            "CsMbxSync,19,[CsMbxSync/CsMbxSyncQueue.cpp:402]: number of outstanding requests: {}, waiting \
             threads 3, requests done since start 48{number:03}, longest wait {number} ms, queue of the mailbox \
             is empty, background queue holds 12, notification queue holds 0",
            number % 9
        ),
    }
}

/// An answer dumped with its body, which talks of a failure that was none.
fn soap(lines: &mut Vec<u8>, number: u64) -> io::Result<()> {
    writeln!(
        lines,
        "CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS response headers: HTTP/1.1 200 OK"
    )?;
    writeln!(lines, "Content-Type: text/xml; charset=utf-8\nServer: Microsoft-IIS/7.5")?;
    writeln!(
        lines,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope><s:Body><m:GetItemResponse>"
    )?;
    writeln!(
        lines,
        "<m:ResponseCode>NoError</m:ResponseCode><t:Subject>ticket {number}: status=503 again"
    )?;
    writeln!(lines, "the monitor says status=0 or status=503, is that yours?</t:Subject>")?;
    writeln!(lines, "</m:GetItemResponse></s:Body></s:Envelope>")
}

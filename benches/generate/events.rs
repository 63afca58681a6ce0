//! The Application log of an Exchange 2010 as Event Viewer saves it: newest first, CRLF, local time
//! of the PC, messages of several lines in quotes.

use super::rng::Rng;
use super::truth::Truth;
use super::{Plan, ZONE, create, stamp};
use std::io::{self, Write};
use std::path::Path;

const DN: &str = "/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=";

/// Writes `Application.csv`.
pub(super) fn write(folder: &Path, plan: &Plan, truth: &mut Truth) -> io::Result<()> {
    let mut rng = Rng::new(plan.seed, 3);
    let target = plan.megabytes * 50_000;
    let span = plan.until() - plan.first();
    let accounts = 4 * plan.megabytes.max(10);
    let mut out = create(folder, "Application.csv")?;
    let mut lines = b"\xef\xbb\xbfLevel,Date and Time,Source,Event ID,Task Category\r\n".to_vec();
    let mut done = lines.len() as u64;
    while done < target {
        let back = (span * done / target + 1).min(span);
        let stamp = stamp::american(plan.until() - back - ZONE);
        record(&mut lines, &stamp, accounts, &mut rng, truth)?;
        out.write_all(&lines)?;
        done += lines.len() as u64;
        lines.clear();
    }
    truth.bytes += done;
    out.flush()
}

fn record(
    lines: &mut Vec<u8>,
    stamp: &str,
    accounts: u64,
    rng: &mut Rng,
    truth: &mut Truth,
) -> io::Result<()> {
    truth.records += 1;
    let (kind, user) = (rng.below(1000), rng.below(accounts));
    match kind {
        0..20 => {
            let limit = if user % 3 == 0 { 32 } else { 16 };
            truth.accounts.insert(user);
            overrun(lines, stamp, user, "session", limit, truth)
        }
        20..23 => overrun(lines, stamp, user, "objtFolder", 500, truth),
        23..80 => decoy(lines, stamp, user),
        _ => discovery(lines, stamp, rng.below(90_000)),
    }
}

fn overrun(
    lines: &mut Vec<u8>,
    stamp: &str,
    user: u64,
    kind: &'static str,
    limit: u64,
    truth: &mut Truth,
) -> io::Result<()> {
    *truth
        .mapi
        .entry((if kind == "session" { "session" } else { "objtfolder" }, limit))
        .or_default() += 1;
    write!(
        lines,
        "Error,{stamp},MSExchangeIS,9646,General,\"Mapi session \"\"{user:08x}-4d1e-4c0e-9d21-7a3b8c41f0aa: "
    )?;
    write!(
        lines,
        "{DN}user{user:05}\"\" exceeded the maximum of {limit} objects of type \"\"{kind}\"\".\"\r\n"
    )
}

/// Quotes the event's number and sentence but is another event.
fn decoy(lines: &mut Vec<u8>, stamp: &str, user: u64) -> io::Result<()> {
    write!(
        lines,
        "Information,{stamp},Contoso Monitor,1000,None,\"Seen in MSExchangeIS:\r\n9646 for user{user:05}\r\n"
    )?;
    write!(
        lines,
        "Error,MSExchangeIS,9646,General\r\nMapi session \"\"{DN}user{user:05}\"\" is told to close sessions.\"\r\n"
    )
}

fn discovery(lines: &mut Vec<u8>, stamp: &str, process: u64) -> io::Result<()> {
    write!(
        lines,
        "Information,{stamp},MSExchange ADAccess,2080,Topology,\"Process STORE.EXE (PID={process}). "
    )?;
    write!(
        lines,
        "Exchange Active Directory Provider has discovered the following servers:\r\n (Server name | Roles)\r\n"
    )?;
    write!(
        lines,
        "In-site:\r\ndc1.contoso.example\tCDG 1 7 7 1 0 0 1 7 1\r\ndc2.contoso.example\tCDG 1 7 7 1 0 0 1 7 1\r\n"
    )?;
    write!(lines, "Out-of-site:\r\ndc9.contoso.example\tCDG 1 0 0 1 0 0 0 0 0\"\r\n")
}

//! What a line of a CUC trace is, told from a few bytes at fixed places.

use nom::Parser;
use nom::bytes::complete::take_while_m_n;
use nom::character::complete::char;
use nom::sequence::terminated;

use crate::calendar::{YEARS, days_from_civil, digits, is_date, time_of_day};

/// Kind of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Starts a record; `head` is where its time stands, behind the path a search printed.
    Record {
        /// Offset in the line.
        head: usize,
    },
    /// Starts a record whose time and thread were cut off by whoever pasted it.
    Pasted,
    /// `HH:MM:SS.mmm |HDR|MM/DD/YYYY ,Significant`: says the date.
    Header {
        /// Nanoseconds since midnight.
        time: i64,
        /// Days since 1970-01-01.
        days: i32,
    },
    /// Prompt, pager or search banner of the platform's command line.
    Console,
    /// Nothing but white space or NUL padding.
    Blank,
    /// Anything else: continues the record before.
    Other,
}

/// Micro traces whose records are known without their time: quoted in technical notes 116001, 116488,
/// 200504, 217535 and 224893. Pasted lines of other components are continuation or unparsed.
const PASTED_COMPONENTS: [&[u8]; 18] = [
    b"Arbiter",
    b"CML",
    b"CsEws",
    b"CsExMbxLocator",
    b"CsExchangeMbxLocator",
    b"CsMbxSync",
    b"CsWebDav",
    b"CuEsd",
    b"CuGSuiteSyncSrv",
    b"CuSlmSvr",
    b"Cuca",
    b"DBEvent",
    b"EWSNotify",
    b"MTA",
    b"MiuGeneral",
    b"MiuMethods",
    b"MiuSkinny",
    b"VMREST",
];

/// Beginnings of lines the platform's command line puts around a file it shows: the prompt, the
/// pager of `file view`, the banner of `file search` (CLI reference guide for Cisco Unified
/// Communications solutions).
const CONSOLE: [&[u8]; 6] = [
    b"admin:",
    b"options: q=quit",
    b"Press <enter>",
    b"Press any key",
    b"Searching path:",
    b"Searching file:",
];

/// How far into a line the path of a search may reach.
const SEARCH_PREFIX: usize = 256;

/// Says what a line is. Its line end may be there or not.
pub(super) fn classify(line: &[u8]) -> Line {
    if starts_with_time(line) {
        return header(line).unwrap_or(Line::Record { head: 0 });
    }
    match line.first() {
        Some(b'A'..=b'Z') if is_pasted(line) => Line::Pasted,
        Some(b'a' | b'o' | b'P' | b'S') if CONSOLE.iter().any(|known| line.starts_with(known)) => {
            Line::Console
        }
        _ if line.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) => Line::Blank,
        _ => searched(line).map_or(Line::Other, |head| Line::Record { head }),
    }
}

/// `dd:dd:dd.ddd |` at the front, digits only looked at as such: this runs on every line.
pub(super) fn starts_with_time(line: &[u8]) -> bool {
    let Some([h1, h2, b':', m1, m2, b':', s1, s2, b'.', f1, f2, f3, b' ', b'|']) =
        line.first_chunk::<14>()
    else {
        return false;
    };
    [h1, h2, m1, m2, s1, s2, f1, f2, f3].into_iter().all(u8::is_ascii_digit)
}

/// `component,level,` of a known component.
fn is_pasted(line: &[u8]) -> bool {
    let reach = line.get(..24).unwrap_or(line);
    let Some(comma) = memchr::memchr(b',', reach) else { return false };
    let component = line.get(..comma).unwrap_or_default();
    let rest = line.get(comma + 1..).unwrap_or_default();
    PASTED_COMPONENTS.contains(&component) && super::record::level(rest).is_some()
}

/// Where the record starts in a line of `file search`: `/path/diag_CuMbxSync_00000086.uc:` or
/// `….uc:123:` stands before it.
fn searched(line: &[u8]) -> Option<usize> {
    let reach = line.get(..SEARCH_PREFIX).unwrap_or(line);
    let path = crate::find::find(reach, b".uc:")? + 4;
    let rest = line.get(path..)?;
    if starts_with_time(rest) {
        return Some(path);
    }
    let number = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let behind = rest.get(number..)?.strip_prefix(b":")?;
    starts_with_time(behind).then_some(path + number + 1)
}

/// The header line, if it is one.
fn header(line: &[u8]) -> Option<Line> {
    let rest = line.get(14..)?.strip_prefix(b"HDR|")?;
    let number = |text| take_while_m_n(1, 4, |byte: u8| byte.is_ascii_digit()).parse(text);
    let slash = || char::<_, ()>('/');
    let mut date = (terminated(number, slash()), terminated(number, slash()), number);
    let (_, (month, day, year)) = date.parse(rest).ok()?;
    let (month, day) = (u8::try_from(digits(month)?).ok()?, u8::try_from(digits(day)?).ok()?);
    let year = i32::try_from(digits(year)?).ok().filter(|year| YEARS.contains(year))?;
    let time = time_of_day(line.get(..12)?)?;
    let days = is_date(year, month, day).then(|| days_from_civil(year, month, day))?;
    Some(Line::Header { time, days })
}

/// The word that names a level at the front of a message of a Java service.
pub(super) fn level_word(message: &[u8]) -> Option<&[u8]> {
    const WORDS: [&[u8]; 7] =
        [b"FATAL", b"ERROR", b"WARNING", b"WARN", b"INFO", b"DEBUG", b"TRACE"];
    let word = WORDS.into_iter().find(|word| message.starts_with(word))?;
    matches!(message.get(word.len()), Some(b' ' | b':')).then_some(word)
}

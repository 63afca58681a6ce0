//! `search` and `show`: flags as typed.

use std::time::Duration;

use clap::Args;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;

use super::{CaseArgs, TimeSpec, WindowArgs, search_format, span, time};
use crate::clock::Zone;
use crate::report::ReportFormat;

const LANGUAGE: &str = "\
The query:
  word            the word in the message, or the whole of any field of the record: a GUID, host,
                  address, code, path; a host also by its first label (its logs are node:exch01)
  \"two words\"     one after the other
  wor*  *ord w*d  the beginning, end or shape of a word or value
  /wo.d/          regular expression over one whole word or value
  field:value     field:* has any value; field:\"a b\"; field:/regex/; field:val*
  field:(a OR b)  one of them; so does field:IN [a b \"c d\"]
  field:>=500     numbers and levels: > >= < <=; field:[400 TO 499], * is open
  finding:ID      evidence of a finding: id, beginning of it, or its rule; cause:RC-07
  @name           a query kept with --save name
  a b  a AND b    both;  a OR b  either;  NOT a  -a  without;  ( )  grouping;  *  all
Upper and lower case are one, but AND, OR, NOT, TO and IN are upper case; AND binds closer than OR.
A GUID, an IPv4 address, a version and a date are one word; hosts, e-mail addresses, DNs and
paths in messages are found whole and by any part between their dots, slashes and signs.
--list-fields lists all fields.

Times: 2014-06-29T11:30:00Z, \"2014-06-29 11:30:00.5 +02:00\" as shown, \"2014-06-29 11:30\",
2014-06-29, 11:30 (the last before the end of the case), -2h (before the end of the case).";

/// `search`: flags as typed.
#[derive(Args, Debug)]
#[command(after_long_help = LANGUAGE)]
pub struct SearchArgs {
    /// Words, "phrases", field:value; AND, OR, NOT and parentheses (--help tells all)
    #[arg(allow_hyphen_values = true, required_unless_present_any = ["saved", "list_fields"])]
    pub query: Option<String>,
    /// Which case.
    #[command(flatten)]
    pub case: CaseArgs,
    /// From when until when.
    #[command(flatten)]
    pub window: WindowArgs,
    /// Only records around a time: "11:42", "11:42 ±5m" (or +-5m), "2014-06-29 11:42 ±30s"
    #[arg(long, value_name = "TIME [±SPAN]", value_parser = at, conflicts_with_all = ["since", "until"])]
    pub at: Option<(TimeSpec, i64)>,
    /// Zone of the times shown, and of times typed without one
    #[arg(long, value_name = "ZONE", default_value = "UTC", allow_hyphen_values = true)]
    pub tz: Zone,
    /// Show N records before and after each hit, of the same stream
    #[arg(short = 'C', long, value_name = "N", default_value_t = 0)]
    pub context: usize,
    /// Show what all streams recorded within SPAN of each hit; spans that overlap are one
    #[arg(long, value_name = "SPAN", value_parser = span, conflicts_with_all = ["context", "fields"])]
    #[arg(group = "what")]
    pub around: Option<i64>,
    /// Print only how many records match
    #[arg(long, group = "what")]
    pub count: bool,
    /// Count the matches in steps of SPAN: 15m, 1h, 1d
    #[arg(long, value_name = "SPAN", group = "what", value_parser = span)]
    pub histogram: Option<i64>,
    /// Count the matches by the values of a field
    #[arg(long, value_name = "FIELD", group = "what")]
    pub top: Option<String>,
    /// Count, extremes, mean and percentiles of a field of numbers
    #[arg(long, value_name = "FIELD", group = "what")]
    pub stats: Option<String>,
    /// With --stats: for each of the most frequent values of this field
    #[arg(long, value_name = "FIELD", requires = "stats")]
    pub by: Option<String>,
    /// Go on: print what is added to the case while `watch` writes it, each record once
    #[arg(short, long, group = "what", conflicts_with_all = ["until", "at", "sort"])]
    pub follow: bool,
    /// Only these columns: time, level, node, path, line, format, text and fields, such as
    /// `time,http_status,server`
    #[arg(long, value_name = "A,B,C", value_delimiter = ',')]
    pub fields: Vec<String>,
    /// Order of the hits
    #[arg(long, default_value = "newest", value_parser = sort_order())]
    pub sort: SortOrder,
    /// Show at most N hits [default: 100; with --follow 10 of the past]
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Form of the answer
    #[arg(long, default_value = "text", value_parser = search_format())]
    pub format: ReportFormat,
    /// Colours and highlighted hits
    #[arg(long, value_name = "WHEN", default_value = "auto", value_parser = when())]
    pub color: When,
    /// No pager, though the answer goes to a terminal
    #[arg(long)]
    pub no_pager: bool,
    /// Give up after SPAN
    #[arg(long, value_name = "SPAN", default_value = "30s", value_parser = duration)]
    pub timeout: Duration,
    /// Keep the query under a name, to be used as @NAME
    #[arg(long, value_name = "NAME", value_parser = name)]
    pub save: Option<String>,
    /// List the queries that were kept
    #[arg(long, conflicts_with_all = ["query", "list_fields"])]
    pub saved: bool,
    /// List the fields of a query
    #[arg(long, conflicts_with = "query")]
    pub list_fields: bool,
}

/// `show`: flags as typed.
#[derive(Args, Debug)]
pub struct ShowArgs {
    /// Id of a finding or its beginning, or of a cause (RC-07)
    pub id: String,
    /// Which case.
    #[command(flatten)]
    pub case: CaseArgs,
    /// Show N records before and after each piece of evidence, of the same stream
    #[arg(short = 'C', long, value_name = "N", default_value_t = 3)]
    pub context: usize,
    /// Show what all streams recorded within SPAN of the evidence
    #[arg(long, value_name = "SPAN", default_value = "5s", value_parser = span)]
    pub around: i64,
    /// Zone of the times shown
    #[arg(long, value_name = "ZONE", default_value = "UTC", allow_hyphen_values = true)]
    pub tz: Zone,
    /// Colours
    #[arg(long, value_name = "WHEN", default_value = "auto", value_parser = when())]
    pub color: When,
    /// No pager, though the answer goes to a terminal
    #[arg(long)]
    pub no_pager: bool,
}

/// Order in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortOrder {
    /// Latest first.
    Newest,
    /// Earliest first.
    Oldest,
}

/// Whether to do what a terminal wants and a file does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// On a terminal, unless `NO_COLOR` or `TERM=dumb` refuses.
    Auto,
    /// In any case.
    Always,
    /// In none.
    Never,
}

/// Span on either side if none is typed.
const REACH: i64 = 5 * 60 * 1_000_000_000;

/// Reads `[around] TIME [±SPAN]`.
fn at(text: &str) -> Result<(TimeSpec, i64), String> {
    let text = text.trim();
    let text = text.strip_prefix("around ").unwrap_or(text).trim();
    for sign in ["±", "+-", "+/-"] {
        if let Some((when, reach)) = text.split_once(sign) {
            return Ok((time(when.trim())?, span(reach.trim())?));
        }
    }
    Ok((time(text)?, REACH))
}

fn duration(text: &str) -> Result<Duration, String> {
    span(text).map(|nanos| Duration::from_nanos(nanos.unsigned_abs()))
}

fn name(text: &str) -> Result<String, String> {
    if crate::search::saved::is_name(text) {
        return Ok(text.to_owned());
    }
    Err(format!("`{text}` is no name: give letters, digits, `_` and `-`, at most 64"))
}

fn when() -> impl TypedValueParser<Value = When> {
    PossibleValuesParser::new(["auto", "always", "never"]).map(|name| match name.as_str() {
        "always" => When::Always,
        "never" => When::Never,
        _ => When::Auto,
    })
}

fn sort_order() -> impl TypedValueParser<Value = SortOrder> {
    PossibleValuesParser::new(["newest", "oldest"])
        .map(|name| if name == "newest" { SortOrder::Newest } else { SortOrder::Oldest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_and_how_far_around_it() {
        let minute = 60 * 1_000_000_000;
        let noon = TimeSpec::TimeOfDay(12 * 60 * minute);
        assert_eq!(at("12:00"), Ok((noon, 5 * minute)));
        assert_eq!(at("around 12:00 ±90s"), Ok((noon, minute * 3 / 2)));
        assert_eq!(at("12:00+-1m"), Ok((noon, minute)));
        assert!(at("2014-06-29 12:00 +02:00 +/-1m").is_ok());
        assert!(at("noon").is_err() && at("12:00 ±5").is_err());
    }
}

//! What was looked at, and whose clock is off: the data, and the sentences that reports for people
//! share. "Nothing found" says something only beside them.

use mbxtrace_parsers::Family;
use mbxtrace_rules::{Finding, family_title};

use super::{Analysis, Lang};
use crate::clock::Zone;

/// What was seen of one source family of one node within the window of the analysis. Spans and holes
/// tile the window: every instant of it is in one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Host; empty if unknown, and for a family of which there is nothing at all.
    pub node: String,
    /// Family of the records.
    pub family: Family,
    /// What was seen: from, to, UTC nanoseconds, in order.
    pub spans: Vec<(i64, i64)>,
    /// What was not, in order.
    pub holes: Vec<Hole>,
    /// Minutes (of the clock, begun ones counted whole) of which something was seen.
    pub minutes_seen: u64,
    /// The other minutes of the window.
    pub minutes_missing: u64,
    /// Sources of it that could not be read whole.
    pub truncated: u64,
    /// Records without a time; they stand where their neighbours stand.
    pub undated_records: u64,
    /// What else makes it say less than it seems to, in sentences.
    pub remarks: Vec<String>,
    /// Whether the first remark means that nothing found here says nothing: another node does the
    /// work, or the other sources are of another time.
    pub misleads: bool,
    /// Ids of findings that may have begun before its first record.
    pub begins_with: Vec<String>,
}

/// A time of which nothing was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// From, UTC nanoseconds.
    pub from: i64,
    /// To.
    pub to: i64,
    /// Whether it lies before the first or after the last record, so that nothing is known to be
    /// missing: the log may simply begin or end there.
    pub at_edge: bool,
    /// Why.
    pub because: String,
}

/// How far the clock of a host is from that of another, by what both sides wrote down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockOffset {
    /// Whose clock.
    pub host: String,
    /// Against whose.
    pub reference: String,
    /// How far `host` is ahead of `reference`, nanoseconds; `None` if unknown.
    pub offset: Option<i64>,
    /// How far that may be wrong, nanoseconds, either way.
    pub error: Option<i64>,
    /// Pairs of stamps it rests on; if unknown, those that were there.
    pub pairs: u64,
    /// Which pairs, or why it is unknown.
    pub because: String,
    /// What would tell; empty if it is known.
    pub collect: String,
    /// What was taken off the times of `host`, nanoseconds.
    pub applied: Option<i64>,
}

/// Clocks farther apart than this make the order of events across hosts unreadable.
const APART: i64 = 120_000_000_000;

impl ClockOffset {
    /// Whether the clocks differ by more than the error of the estimate.
    pub fn is_apart(&self) -> bool {
        self.offset.zip(self.error).is_some_and(|(offset, error)| offset.abs() > error)
    }

    /// Whether they are so far apart that times must not be compared as they stand.
    pub(crate) fn is_grave(&self) -> bool {
        self.offset.is_some_and(|offset| offset.abs() > APART) && self.applied.is_none()
    }

    /// `exch01 is 37.2 s ahead of cuc1 (give or take 1.1 s, 52 pairs): …`
    pub(super) fn sentence(&self, lang: Lang) -> String {
        let (offset, error) = self.offset.zip(self.error).unwrap_or_default();
        let key = match self.offset.zip(self.error) {
            None if self.reference.is_empty() => "offset.alone",
            None => "offset.unknown",
            Some(_) if !self.is_apart() => "offset.in-step",
            Some((offset, _)) if offset > 0 => "offset.ahead",
            Some(_) => "offset.behind",
        };
        let values = [
            ("host", &*self.host),
            ("reference", &self.reference),
            ("apart", &seconds(offset.saturating_abs())),
            ("error", &seconds(error)),
            ("pairs", &lang.number(self.pairs)),
            ("because", &self.because),
        ];
        let sentence = lang.say(key, &values);
        let Some(applied) = self.applied else { return sentence };
        let key = if applied < 0 { "offset.added" } else { "offset.taken-off" };
        let by = seconds(applied.saturating_abs());
        lang.say(key, &[("sentence", &sentence), ("by", &by)])
    }
}

/// `37.2 s`, `12 min 3.0 s`, `2 h 0 min 3.0 s`: tenths, for nanoseconds that are not negative.
pub(crate) fn seconds(nanos: i64) -> String {
    let tenths = (nanos.max(0) + 50_000_000) / 100_000_000;
    let (hours, minutes) = (tenths / 36_000, tenths / 600 % 60);
    let rest = format!("{}.{} s", tenths % 600 / 10, tenths % 10);
    match (hours, minutes) {
        (0, 0) => rest,
        (0, _) => format!("{minutes} min {rest}"),
        _ => format!("{hours} h {minutes} min {rest}"),
    }
}

impl Coverage {
    /// First and last instant of the window.
    pub(super) fn window(&self) -> Option<(i64, i64)> {
        let ends =
            self.spans.iter().copied().chain(self.holes.iter().map(|one| (one.from, one.to)));
        ends.reduce(|(from, to), (first, last)| (from.min(first), to.max(last)))
    }

    /// `Jetty request log of cuc1`.
    pub(super) fn name(&self, lang: Lang) -> String {
        let source = lang.sentence(family_title(self.family));
        if self.node.is_empty() {
            return source;
        }
        lang.say("coverage.of-node", &[("source", &source), ("node", &self.node)])
    }

    /// `358 of 360 min`, `360 min`.
    pub(super) fn minutes(&self, lang: Lang) -> String {
        let (seen, all) = (self.minutes_seen, self.minutes_seen + self.minutes_missing);
        let key = if seen == all { "coverage.all-minutes" } else { "coverage.minutes" };
        lang.say(key, &[("seen", &lang.number(seen)), ("all", &lang.number(all))])
    }

    /// The window in `columns` marks: `#` seen, `-` a known hole, `.` before the first or after the
    /// last record. A mark stands for the worst of its share of the window, a hole before an edge.
    pub(super) fn bar(&self, columns: usize) -> String {
        let Some((from, to)) = self.window() else { return String::new() };
        let width = i128::from(to.saturating_sub(from).max(1));
        let count = i128::try_from(columns).unwrap_or(1).max(1);
        let place = |at: i64| {
            let column = (i128::from(at) - i128::from(from)) * count / width;
            usize::try_from(column.clamp(0, count - 1)).unwrap_or(0)
        };
        let mut marks = vec![b'#'; columns];
        for edges in [true, false] {
            for hole in self.holes.iter().filter(|hole| hole.at_edge == edges) {
                let inside = hole.to.saturating_sub(hole.from);
                // An edge shorter than half a column is no mark; a hole always is.
                if edges && i128::from(inside) * count * 2 < width {
                    continue;
                }
                let last = place(hole.to.saturating_sub(1)).max(place(hole.from));
                let range = marks.get_mut(place(hole.from)..=last);
                range
                    .into_iter()
                    .flatten()
                    .for_each(|mark| *mark = if edges { b'.' } else { b'-' });
            }
        }
        String::from_utf8_lossy(&marks).into_owned()
    }

    /// Its holes that something is known to be missing in, in words.
    pub(super) fn missing(&self, zone: Zone, lang: Lang) -> impl Iterator<Item = String> + '_ {
        // Of what is not there at all the remark tells more.
        let inside = self.holes.iter().filter(|hole| !hole.at_edge && !self.spans.is_empty());
        inside.map(move |hole| {
            let (from, to) = (zone.show(hole.from), zone.show(hole.to));
            let values = [("from", &*from), ("to", &to), ("because", &hole.because)];
            lang.say("coverage.hole", &values)
        })
    }

    /// What became of its sources and records, if not all is well: `2 sources cut short, 3 records
    /// without a time`.
    pub(super) fn flaws(&self, lang: Lang) -> Option<String> {
        let counted = |value: u64, noun| {
            (value > 0).then(|| lang.count(usize::try_from(value).unwrap_or(usize::MAX), noun))
        };
        let cut = counted(self.truncated, "source not whole");
        let undated = counted(self.undated_records, "undated record");
        let flaws: Vec<_> = cut.into_iter().chain(undated).collect();
        (!flaws.is_empty()).then(|| flaws.join(", "))
    }
}

/// Families and minutes in which nothing can have been overlooked: `360 min of the Jetty request log
/// of cuc1; …`.
pub(super) fn looked_at(analysis: &Analysis, lang: Lang) -> Option<String> {
    let seen = analysis.coverage.iter().filter(|one| one.minutes_seen > 0);
    let said = |one: &Coverage| {
        let values = [("minutes", &*one.minutes(lang)), ("source", &one.name(lang))];
        lang.say("coverage.looked-at", &values)
    };
    let parts: Vec<_> = seen.map(said).collect();
    (!parts.is_empty()).then(|| parts.join(lang.text("text.semicolon")))
}

/// What was not looked at: sources that are not there, and known holes.
pub(super) fn not_looked_at(analysis: &Analysis, zone: Zone, lang: Lang) -> Option<String> {
    let mut parts = Vec::new();
    for one in &analysis.coverage {
        if one.minutes_seen == 0 {
            parts.push(lang.say("coverage.any", &[("source", &one.name(lang))]));
            continue;
        }
        let missing: Vec<_> = one.missing(zone, lang).take(2).collect();
        if !missing.is_empty() {
            let missing = missing.join(lang.text("verdict.and"));
            parts.push([one.name(lang), missing].join(", "));
        }
    }
    (!parts.is_empty()).then(|| parts.join(lang.text("text.semicolon")))
}

/// Where a log begins with a finding, so that it may be older.
pub(super) fn or_before(
    finding: &Finding,
    analysis: &Analysis,
    zone: Zone,
    lang: Lang,
) -> Option<String> {
    let mut all = analysis.coverage.iter();
    let one = all.find(|one| one.begins_with.contains(&finding.id))?;
    let (begin, _) = one.spans.first()?;
    let values = [("source", &*one.name(lang)), ("at", &zone.show(*begin))];
    Some(lang.say("coverage.begins", &values))
}

/// Sources in which finding nothing says nothing, each with the reason.
pub(super) fn misleading(analysis: &Analysis, lang: Lang) -> impl Iterator<Item = String> + '_ {
    let misleading = analysis.coverage.iter().filter(|one| one.misleads);
    misleading.filter_map(move |one| {
        Some([&*one.name(lang), one.remarks.first()?].join(lang.text("text.colon")))
    })
}

/// Clocks that are far apart, and times that were corrected: to be said before anything else.
pub(super) fn caution(analysis: &Analysis, lang: Lang) -> Option<String> {
    let names = |pick: fn(&ClockOffset) -> bool| {
        let hosts = analysis.clock_offsets.iter().filter(|one| pick(one));
        let names: Vec<_> = hosts.map(|one| one.host.as_str()).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let grave = names(ClockOffset::is_grave)
        .map(|hosts| lang.say("coverage.clock-off", &[("hosts", &hosts)]));
    let applied = names(|one| one.applied.is_some())
        .map(|hosts| lang.say("coverage.corrected", &[("hosts", &hosts)]));
    grave.into_iter().chain(applied).reduce(|one, other| format!("{one} {other}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coverage(holes: &[(i64, i64, bool)], spans: &[(i64, i64)]) -> Coverage {
        let hole = |(from, to, at_edge): &(i64, i64, bool)| Hole {
            from: *from,
            to: *to,
            at_edge: *at_edge,
            because: "x".to_owned(),
        };
        Coverage {
            node: "cuc1".to_owned(),
            family: Family::CucDiag,
            spans: spans.to_vec(),
            holes: holes.iter().map(hole).collect(),
            minutes_seen: 0,
            minutes_missing: 0,
            truncated: 0,
            undated_records: 0,
            remarks: Vec::new(),
            misleads: false,
            begins_with: Vec::new(),
        }
    }

    #[test]
    fn bars_show_edges_and_never_lose_a_hole() {
        assert_eq!(coverage(&[], &[(0, 1000)]).bar(10), "##########");
        let edges = [(0, 200, true), (900, 1000, true)];
        assert_eq!(coverage(&edges, &[(200, 900)]).bar(10), "..#######.");
        // 1/1000 of the window: too short an edge to be drawn, but a hole is a hole.
        assert_eq!(coverage(&[(0, 1, true)], &[(1, 1000)]).bar(10), "##########");
        assert_eq!(coverage(&[(500, 501, false)], &[(0, 500), (501, 1000)]).bar(10), "#####-####");
        assert_eq!(coverage(&[(0, 1000, true)], &[]).bar(4), "....");
        assert_eq!(coverage(&[], &[]).bar(4), "");
        assert_eq!(coverage(&[], &[(5, 5)]).bar(4), "####");
    }

    #[test]
    fn spans_of_time_in_words() {
        let shown = [37_240_000_000, 723_000_000_000, 7_203_000_000_000, 0].map(seconds);
        assert_eq!(shown, ["37.2 s", "12 min 3.0 s", "2 h 0 min 3.0 s", "0.0 s"]);
    }
}

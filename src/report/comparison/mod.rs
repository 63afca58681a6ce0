//! Two analyses side by side: what is new, gone, worse, better, the same, and whether they can be
//! compared at all.
//!
//! Findings are matched by rule and subject, not by id: an id holds a time. What each side covers
//! differs, so numbers are compared per hour that the sources of the rule cover. Not seen is gone (or
//! new) only where the other side has a source to see it in.

mod json;
mod markdown;
mod sides;
#[cfg(test)]
mod tests;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use mbxtrace_parsers::Family;
use mbxtrace_rules::{Finding, RuleSet, Severity, State};

use self::sides::Coverage;
use super::{Analysis, Lang, ReportFormat, Style};

/// A rate that changed by less than this share is called the same: two nights are never alike.
const NOTABLE: f64 = 0.25;

/// What became of something from one side to the other, gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Only in the second, and the first would have shown it.
    New,
    /// Graver, open where it was over, or more often.
    Worse,
    /// On one side only, and the other has no source to see it in.
    Incomparable,
    /// Less grave, over where it was open, or less often.
    Better,
    /// Only in the first, and the second would have shown it.
    Gone,
    /// Neither.
    Same,
}

impl Change {
    /// All, in the order shown.
    pub const ALL: [Self; 6] =
        [Self::New, Self::Worse, Self::Incomparable, Self::Better, Self::Gone, Self::Same];

    /// The word in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Worse => "worse",
            Self::Incomparable => "incomparable",
            Self::Better => "better",
            Self::Gone => "gone",
            Self::Same => "same",
        }
    }
}

/// All findings of one rule and subject on one side.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// How many findings.
    pub findings: usize,
    /// Of these, members of a group.
    pub members: usize,
    /// The gravest level.
    pub level: Severity,
    /// Open if any is; else as the last one ended.
    pub state: State,
    /// Records they stand for.
    pub count: u64,
    /// Missed keep-alives, for silences.
    pub missed: Option<i64>,
    /// Nanoseconds they lasted; what is open lasts to the end of what was read.
    pub duration: i64,
    /// When the first began, UTC nanoseconds.
    pub first: i64,
    /// When the last ended; `None` if it is open.
    pub last: Option<i64>,
    /// Title of the gravest, the earliest of equals.
    pub title: String,
    /// Nanoseconds that the sources of the rule cover on this side.
    pub covered: i64,
}

/// One rule and subject on both sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What became of it.
    pub change: Change,
    /// Id of the rule.
    pub rule: String,
    /// Whom or what it is about.
    pub subject: Vec<(String, String)>,
    /// Before.
    pub before: Option<Standing>,
    /// After.
    pub after: Option<Standing>,
}

/// Why numbers of the two sides do not stand for the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Caveat {
    /// What was read is of another length: nanoseconds before and after.
    Length(i64, i64),
    /// A kind of source, or a node, is on one side only: which, and whether it is the first.
    OnlyOn(String, bool),
    /// The rules are not the same.
    Rules,
    /// A rule gave no verdict on one side only: rule, reason, and whether it is the first.
    NotJudged(String, String, bool),
    /// Some input could not be read whole: on the first side?
    Partial(bool),
}

/// One analysis against another.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// What the two sides are called: as given.
    pub names: [String; 2],
    /// First and last event of each.
    pub windows: [Option<(i64, i64)>; 2],
    /// Changes, gravest first.
    pub entries: Vec<Entry>,
    /// Why the comparison is not fair; empty if it is.
    pub caveats: Vec<Caveat>,
}

type Key = (String, Vec<(String, String)>);

/// Compares `after` with `before`. `rules` say which sources a rule needs.
pub fn compare(names: [String; 2], [before, after]: [&Analysis; 2], rules: &RuleSet) -> Comparison {
    let coverages = [Coverage::of(before), Coverage::of(after)];
    let [one, other] = [(before, &coverages[0]), (after, &coverages[1])]
        .map(|(analysis, coverage)| standings(analysis, coverage, rules));
    let keys: BTreeSet<&Key> = one.keys().chain(other.keys()).collect();
    let mut entries: Vec<Entry> = keys
        .into_iter()
        .map(|key| {
            let (before, after) = (one.get(key).cloned(), other.get(key).cloned());
            let change = match (&before, &after) {
                (Some(before), Some(after)) => change(before, after),
                (None, _) if !coverages[0].can_show(key, rules) => Change::Incomparable,
                (_, None) if !coverages[1].can_show(key, rules) => Change::Incomparable,
                (None, _) => Change::New,
                (_, None) => Change::Gone,
            };
            let (rule, subject) = key.clone();
            Entry { change, rule, subject, before, after }
        })
        .collect();
    entries.sort_by(|one, other| order(one).cmp(&order(other)));
    Comparison {
        names,
        windows: [before.window, after.window],
        entries,
        caveats: sides::caveats([before, after], &coverages),
    }
}

/// By change, then the gravest, then by rule and subject.
fn order(entry: &Entry) -> (Change, std::cmp::Reverse<Severity>, &str, &[(String, String)]) {
    let level = |standing: &Option<Standing>| standing.as_ref().map(|one| one.level);
    let gravest = level(&entry.before).max(level(&entry.after)).unwrap_or(Severity::Info);
    (entry.change, std::cmp::Reverse(gravest), &entry.rule, &entry.subject)
}

fn standings(analysis: &Analysis, coverage: &Coverage, rules: &RuleSet) -> BTreeMap<Key, Standing> {
    let end = analysis.window.map_or(i64::MIN, |(_, last)| last);
    let grouped: BTreeSet<&str> = analysis
        .findings
        .iter()
        .flat_map(|finding| finding.members.iter().map(String::as_str))
        .collect();
    let mut standings: BTreeMap<Key, Standing> = BTreeMap::new();
    for finding in &analysis.findings {
        let key = (finding.rule.clone(), finding.subject.clone());
        let covered = coverage.of_rule(&finding.rule, rules);
        let mut one = Standing::of(finding, end, covered);
        one.members = usize::from(grouped.contains(finding.id.as_str()));
        match standings.get_mut(&key) {
            Some(known) => known.join(one),
            None => drop(standings.insert(key, one)),
        }
    }
    standings
}

impl Standing {
    fn of(finding: &Finding, end: i64, covered: i64) -> Self {
        let missed = finding.details.iter().find(|(name, _)| name == "missed");
        let last = if finding.state == State::Open { None } else { finding.last };
        Self {
            findings: 1,
            members: 0,
            level: finding.level,
            state: finding.state,
            count: finding.count,
            missed: missed.and_then(|(_, missed)| match missed {
                mbxtrace_rules::Detail::Number(missed) => Some(*missed),
                _ => None,
            }),
            duration: last.unwrap_or(end).saturating_sub(finding.first).max(0),
            first: finding.first,
            last,
            title: finding.title.clone(),
            covered,
        }
    }

    fn join(&mut self, other: Self) {
        if (other.level, std::cmp::Reverse(other.first))
            > (self.level, std::cmp::Reverse(self.first))
        {
            self.title = other.title;
        }
        let is_later = other.last.is_none_or(|last| self.last.is_some_and(|known| last >= known));
        if self.state != State::Open && (other.state == State::Open || is_later) {
            self.state = other.state;
        }
        self.findings += other.findings;
        self.members += other.members;
        self.level = self.level.max(other.level);
        self.count = self.count.saturating_add(other.count);
        self.missed = match (self.missed, other.missed) {
            (Some(one), Some(other)) => Some(one.saturating_add(other)),
            (one, other) => one.or(other),
        };
        self.duration = self.duration.saturating_add(other.duration);
        self.first = self.first.min(other.first);
        self.last = self.last.and_then(|one| other.last.map(|other| one.max(other)));
    }

    /// What grows when it gets worse: missed keep-alives, else records, per hour covered.
    pub fn rate(&self) -> f64 {
        let amount = self.missed.map_or(self.count, |missed| u64::try_from(missed).unwrap_or(0));
        per_hour(amount, self.covered)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rate of so many digits is never shown")]
fn per_hour(amount: u64, covered: i64) -> f64 {
    /// Nanoseconds of an hour.
    const HOUR: f64 = 3_600e9;
    // Less than a minute of coverage says nothing of an hour.
    amount as f64 * HOUR / (covered.max(60_000_000_000) as f64)
}

/// Level first, then whether it goes on, then how often.
fn change(before: &Standing, after: &Standing) -> Change {
    let grave = |one: &Standing| (one.level, one.state == State::Open);
    match grave(after).cmp(&grave(before)) {
        std::cmp::Ordering::Greater => return Change::Worse,
        std::cmp::Ordering::Less => return Change::Better,
        std::cmp::Ordering::Equal => {}
    }
    let (before, after) = (before.rate(), after.rate());
    if after > before * (1.0 + NOTABLE) {
        Change::Worse
    } else if before > after * (1.0 + NOTABLE) {
        Change::Better
    } else {
        Change::Same
    }
}

impl Comparison {
    /// Whether anything is new or worse.
    pub fn is_worse(&self) -> bool {
        self.entries.iter().any(|entry| matches!(entry.change, Change::New | Change::Worse))
    }

    fn count(&self, change: Change) -> usize {
        self.entries.iter().filter(|entry| entry.change == change).count()
    }

    /// Writes it as text, JSON or Markdown; other forms are as text.
    pub fn write(
        &self,
        format: ReportFormat,
        out: &mut dyn Write,
        style: &Style,
    ) -> io::Result<()> {
        match format {
            ReportFormat::Json => json::write(self, out),
            ReportFormat::Markdown => markdown::write(self, out, style),
            _ => text::write(self, out, style),
        }
    }
}

/// Families a rule cannot do without, or one of which it needs.
fn families<'a>(rule: &str, rules: &'a RuleSet) -> impl Iterator<Item = Family> + use<'a> {
    let needs = rules.get(rule).map(|rule| &rule.needs);
    needs.into_iter().flat_map(|needs| needs.all.iter().chain(&needs.any).copied())
}

/// `3 h 20 min`, `45 s`: two units are enough to compare.
fn span(nanos: i64, lang: Lang) -> String {
    let seconds = nanos / 1_000_000_000;
    let units = [(86_400, lang.text("compare.day")), (3_600, "h"), (60, "min"), (1, "s")];
    let mut left = seconds;
    let mut words = Vec::new();
    for (length, unit) in units {
        if left >= length && words.len() < 2 {
            words.push(format!("{} {unit}", left / length));
            left %= length;
        }
    }
    if words.is_empty() { "0 s".to_owned() } else { words.join(" ") }
}

/// A rate as people read it.
fn shown_rate(rate: f64, lang: Lang) -> String {
    let digits = if rate >= 10.0 { 0 } else { 2 };
    let shown = format!("{rate:.digits$}");
    if lang == Lang::Fr { shown.replace('.', ",") } else { shown }
}

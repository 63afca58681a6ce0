//! A notice: one thing to be told about one finding, and the forms in which it is told.

use std::fmt::Write;

use chrono::{DateTime, SecondsFormat};
use mbxtrace_rules::Severity;
use serde::{Deserialize, Serialize};

use crate::inert;

/// Version of the JSON in which notices are told.
const SCHEMA: u32 = 1;

/// One thing to be told about one finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Unique and stable: the finding's id and the kind, and a number for reminders. A notice whose id
    /// is known is not told again.
    pub id: String,
    /// What happened to the finding.
    pub kind: NoticeKind,
    /// When this was decided, nanoseconds since 1970 UTC.
    pub at: i64,
    /// Id of the finding.
    pub finding: String,
    /// Rule of the finding.
    pub rule: String,
    /// How grave the finding is now.
    #[serde(with = "level")]
    pub level: Severity,
    /// The finding in one line.
    pub title: String,
    /// The finding in several lines, for people.
    pub text: String,
    /// The finding as in the JSON report.
    pub json: serde_json::Value,
}

/// What happened to the finding that a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NoticeKind {
    /// It was found.
    Raised,
    /// What it says has changed: graver, wider, corrected by late lines.
    Changed,
    /// It still goes on.
    Reminder,
    /// The condition is over.
    Recovered,
    /// Late lines showed that there was nothing.
    Withdrawn,
}

impl NoticeKind {
    /// The word in what is told.
    pub fn name(self) -> &'static str {
        match self {
            Self::Raised => "raised",
            Self::Changed => "changed",
            Self::Reminder => "reminder",
            Self::Recovered => "recovered",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// What receivers of JSON get; the keys stand in this order.
#[derive(Serialize)]
struct NoticeJson<'a> {
    schema: u32,
    id: &'a str,
    kind: NoticeKind,
    at: String,
    level: &'static str,
    rule: &'a str,
    finding_id: &'a str,
    title: &'a str,
    text: &'a str,
    finding: &'a serde_json::Value,
}

impl Notice {
    /// When it was decided, as RFC 3339 in UTC.
    pub fn time(&self) -> String {
        DateTime::from_timestamp_nanos(self.at).to_rfc3339_opts(SecondsFormat::AutoSi, true)
    }

    /// One JSON object in one line, without a line end: `schema`, `id`, `kind`, `at` (RFC 3339 UTC),
    /// `level`, `rule`, `finding_id`, `title`, `text`, `finding` (as in the JSON report).
    pub fn to_json(&self) -> String {
        let object = NoticeJson {
            schema: SCHEMA,
            id: &self.id,
            kind: self.kind,
            at: self.time(),
            level: self.level.name(),
            rule: &self.rule,
            finding_id: &self.finding,
            title: &self.title,
            text: &self.text,
            finding: &self.json,
        };
        inert::json(&serde_json::to_string(&object).expect("all keys are strings")).into_owned()
    }

    /// A head line and the indented lines of the text, each with its line end. Only a head line begins
    /// in the first column, so that no log text can pass for one.
    pub fn to_text(&self) -> String {
        let (time, level) = (self.time(), self.level.name());
        // What was last seen some time ago is over; that it is well again, nobody knows.
        let kind = match self.json.get("state").and_then(serde_json::Value::as_str) {
            Some("ended") if self.kind == NoticeKind::Recovered => "ended",
            _ => self.kind.name(),
        };
        let (rule, title) = (inert::line(&self.rule), inert::line(&self.title));
        let mut told = format!("{time} {level} {kind} {rule}: {title}\n");
        for line in self.text.lines() {
            writeln!(told, "    {}", inert::line(line)).expect("writing to a string");
        }
        told
    }
}

/// [`Severity`] by its name, for `#[serde(with)]`.
pub(super) mod level {
    use mbxtrace_rules::Severity;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    pub(in crate::tell) fn serialize<S: Serializer>(
        level: &Severity,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(level.name())
    }

    pub(in crate::tell) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Severity, D::Error> {
        let name = String::deserialize(deserializer)?;
        Severity::from_name(&name).ok_or_else(|| {
            let levels = Severity::ALL.map(Severity::name).join(", ");
            serde::de::Error::custom(format!("`{name}` is no level: one of {levels}"))
        })
    }
}

//! `[[mute]]`: findings that are found and kept, but not told.

use globset::GlobMatcher;

/// What one table mutes.
#[derive(Clone, Debug)]
pub struct Mute {
    /// Ids of rules; `None`: of any rule.
    pub rule: Option<GlobMatcher>,
    /// Parts of the subject and the values they must have, all of them.
    pub subject: Vec<(String, GlobMatcher)>,
    /// Until when, UTC nanoseconds; `None`: for ever.
    pub until: Option<i64>,
    /// Why, for people.
    pub because: String,
}

impl Mute {
    /// Whether a finding is not to be told at `now` (UTC nanoseconds).
    pub fn covers(&self, rule: &str, subject: &[(String, String)], now: i64) -> bool {
        let lasts = self.until.is_none_or(|until| now < until);
        let names = self.rule.as_ref().is_none_or(|glob| glob.is_match(rule));
        lasts && names && self.subject.iter().all(|(part, glob)| has(subject, part, glob))
    }
}

fn has(subject: &[(String, String)], part: &str, glob: &GlobMatcher) -> bool {
    subject.iter().any(|(name, value)| name == part && glob.is_match(value))
}

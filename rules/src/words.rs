//! How a rule detects, in words, for the reader of a catalogue.

use crate::key::KeyPart;
use crate::rule::{Absence, Apart, Kind, LevelRow, Population, Renewal, Rule, Turn, Turns};
use crate::select::Atom;

const SECOND: i64 = 1_000_000_000;
const UNITS: [(i64, &str); 4] =
    [(86_400 * SECOND, "d"), (3_600 * SECOND, "h"), (60 * SECOND, "min"), (SECOND, "s")];

impl Rule {
    /// What makes a finding, whom it is about, and what decides its level: a sentence each.
    pub fn detection(&self) -> Vec<String> {
        let mut words = vec![kind(&self.detect.kind)];
        let by: Vec<String> = self.detect.by.iter().map(part).collect();
        words.extend(self.detect.turns.map(generation));
        words.push(format!("One finding is about one {}.", by.join(", ")));
        if let Kind::Absence(Absence { population: Some(population), .. }) = &self.detect.kind {
            words.push(group(population));
        }
        if let Kind::Absence(Absence { renewal: Some(renewal), .. }) = &self.detect.kind {
            words.push(chain(renewal));
        }
        let is_absence = matches!(self.detect.kind, Kind::Absence(_));
        let measure = if is_absence { "missed keep-alives" } else { "records" };
        words.extend(self.detect.levels.iter().map(|row| level(row, measure)));
        if !self.detect.carry.is_empty() {
            let names: Vec<_> = self.detect.carry.iter().map(|field| field.name()).collect();
            words.push(format!("Its details list {}.", names.join(", ")));
        }
        if let Some(tally) = &self.detect.tally {
            words.push(format!("Its details count the different {}.", part(tally)));
        }
        words
    }
}

fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Match { quiet } => {
            format!(
                "Every matching record; those less than {} apart are one finding.",
                span(*quiet)
            )
        }
        Kind::Rhythm(Apart { min, max, least }) => {
            let (min, max) = (span(*min), span(*max));
            format!(
                "At least {least} rounds of matching records, one {min} to {max} after the other."
            )
        }
        Kind::Count { within, threshold } => {
            format!("At least {threshold} matching records within {}.", span(*within))
        }
        Kind::Distinct { within, threshold, field } => {
            let (field, within) = (field.name(), span(*within));
            format!("At least {threshold} different values of {field} within {within}.")
        }
        Kind::Rate { within, percent, least } => {
            let within = span(*within);
            format!("At least {percent} percent of at least {least} records within {within}.")
        }
        Kind::Sequence { within } => {
            format!("The selected records in their order within {}.", span(*within))
        }
        Kind::Unanswered { within } => {
            format!("A record that is not answered within {}.", span(*within))
        }
        Kind::Absence(absence) => heartbeat(absence),
        Kind::Told(_) => "What whole logs show, found by the program itself.".to_owned(),
    }
}

fn generation(turns: Turns) -> String {
    let (name, settle) = (turns.field.name(), span(turns.settle));
    let which = match turns.turn {
        Turn::New => "Only the first record of each",
        Turn::Old => "Only records of a",
    };
    let side = match turns.turn {
        Turn::New => "that is new to its source",
        Turn::Old => "after which a newer one has appeared",
    };
    format!("{which} {name} {side}; those of the first {settle} are all taken for old ones.")
}

fn heartbeat(absence: &Absence) -> String {
    let Absence { every, tolerance, learn: (shortest, longest), .. } = absence;
    let learned =
        format!("its own period is learned between {} and {}", span(*shortest), span(*longest));
    let mut words = format!(
        "A heartbeat that stays away: one is due every {}, give or take {}; {learned}.",
        span(*every),
        span(*tolerance)
    );
    if let Some(within) = absence.roster {
        words.push_str(" One that another log announces is expected within ");
        words.push_str(&span(within));
        words.push_str(" though it was never seen.");
    }
    words
}

fn group(population: &Population) -> String {
    let Population { id, side: (side, _), percent, least, missed, .. } = population;
    format!(
        "When at least {percent} percent of the keys, and at least {least}, miss {missed} or more \
         together, {id} says whether all, those of one {side}, or a random subset fell silent."
    )
}

fn chain(renewal: &Renewal) -> String {
    let Renewal { id, least, lived, .. } = renewal;
    let lived = span(*lived);
    format!(
        "When at least {least} times in a row a key falls silent for good and a new one begins as \
         soon as the old one is stale, and none of those between lived longer than {lived}, {id} \
         says so."
    )
}

fn part(part: &KeyPart) -> String {
    let from: Vec<String> = part.atoms.iter().map(atom).collect();
    let optional = if part.optional { " (if there is one)" } else { "" };
    match from.as_slice() {
        [only] if *only == part.name => format!("{only}{optional}"),
        _ => format!("{} (from {}){optional}", part.name, from.join(", else ")),
    }
}

fn atom(atom: &Atom) -> String {
    match atom {
        Atom::Field(field) => field.name().to_owned(),
        Atom::Node => "node".to_owned(),
        Atom::Format => "format".to_owned(),
        Atom::Source => "source".to_owned(),
        Atom::Component => "component".to_owned(),
        Atom::Message => "message".to_owned(),
        Atom::Literal(text) => format!("'{}'", String::from_utf8_lossy(text)),
    }
}

fn level(row: &LevelRow, measure: &str) -> String {
    let mut conditions: Vec<String> = row
        .subject
        .iter()
        .map(|(name, values)| format!("{name} is {}", values.join(" or ")))
        .collect();
    if row.at_least > 0 {
        conditions.insert(0, format!("there are at least {} {measure}", row.at_least));
    }
    let condition = if conditions.is_empty() {
        "nothing above holds".to_owned()
    } else {
        conditions.join(" and ")
    };
    format!("Level {} if {condition}.", row.level.name())
}

/// A span in its largest whole units: `1h30min`.
fn span(nanos: i64) -> String {
    let mut left = nanos;
    let mut words = String::new();
    for (length, unit) in UNITS {
        if left >= length {
            words.extend([(left / length).to_string().as_str(), unit]);
            left %= length;
        }
    }
    if words.is_empty() { format!("{nanos} ns") } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RuleSet;

    #[test]
    fn spans_in_words() {
        assert_eq!(span(90 * 60 * SECOND), "1h30min");
        assert_eq!(span(86_400 * SECOND), "1d");
        assert_eq!(span(7), "7 ns");
    }

    #[test]
    fn every_rule_of_the_library_says_how_it_detects() {
        let rules = RuleSet::builtin();
        let words = |id: &str| rules.get(id).expect(id).detection().join("\n");
        assert!(words("http-failure").contains("less than 15min apart"));
        assert!(words("http-failure").contains("endpoint (from server, else node, else source)"));
        assert!(words("mapi-session-overrun").contains("30min"));
        assert!(words("keepalive-missing").contains("every 5min"));
        assert!(words("keepalive-missing").contains("keepalive-population"));
        assert!(words("keepalive-missing").contains("resubscribe-chain"));
    }
}

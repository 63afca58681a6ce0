//! Which of a rule's remedies is for a finding. A remedy may begin with the case it is for (`401: …`,
//! `One Exchange server: …`); advice for another case is wrong advice.

use mbxtrace_rules::{Finding, Remedy};

use crate::report::{Analysis, side, wording};

/// Beginnings of remedies that are for one case only, HTTP statuses aside.
const CASES: [&str; 7] = [
    "No answer",
    "All:",
    "One Exchange server:",
    "A mixed subset:",
    "16 sessions",
    "32 sessions",
    "Other object types",
];

/// The first remedy for the case of this finding, else the first for any case.
pub(super) fn of<'a>(finding: &Finding, analysis: &'a Analysis) -> Option<&'a Remedy> {
    let remedies = wording::remedies(finding, analysis);
    let case = case(finding);
    let own = remedies.iter().find(|remedy| !case.is_empty() && remedy.text.starts_with(&case));
    own.or_else(|| remedies.iter().find(|remedy| !is_for_one_case(&remedy.text)))
}

fn is_for_one_case(text: &str) -> bool {
    let status = matches!(text.as_bytes(), [b'1'..=b'5', b, c, b':', ..] if b.is_ascii_digit() && c.is_ascii_digit());
    status || CASES.iter().any(|case| text.starts_with(case))
}

/// How a remedy for this finding begins; empty if the rule has no cases.
fn case(finding: &Finding) -> String {
    let value = |name| side::value(finding, name);
    match finding.rule.as_str() {
        "http-failure" if !value("transport_error").is_empty() => "No answer".to_owned(),
        "http-failure" => format!("{}:", value("http_status")),
        "keepalive-population" => match value("reading").as_str() {
            "all" => "All:".to_owned(),
            "server" => "One Exchange server:".to_owned(),
            _ => "A mixed subset:".to_owned(),
        },
        "mapi-session-overrun" if value("object_type").eq_ignore_ascii_case("session") => {
            format!("{} sessions", value("limit"))
        }
        "mapi-session-overrun" => "Other object types".to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::build::{analysis, population, transport};

    fn chosen(finding: &Finding, texts: &[&str]) -> Option<String> {
        let mut analysis = analysis(Vec::new());
        let remedies = texts.iter().map(|text| Remedy {
            text: (*text).to_owned(),
            document: String::new(),
            applies_to: String::new(),
            risk: String::new(),
        });
        analysis.remedies.insert(finding.rule.clone(), remedies.collect());
        of(finding, &analysis).map(|remedy| remedy.text.clone())
    }

    #[test]
    fn advice_for_another_case_is_never_given() {
        let failure = transport(1).pop().expect("one");
        let texts = ["401: password", "No answer at all: open 443", "503: wait"];
        assert_eq!(chosen(&failure, &texts).as_deref(), Some("No answer at all: open 443"));
        let mut answered = failure;
        answered.subject = vec![("http_status".to_owned(), "503".to_owned())];
        assert_eq!(chosen(&answered, &texts).as_deref(), Some("503: wait"));
        assert_eq!(chosen(&answered, &["401: password", "No answer: 443"]), None);
        assert_eq!(chosen(&answered, &["401: password", "Look"]).as_deref(), Some("Look"));
        let group = population(3).into_iter().next().expect("the group stands first");
        let texts = ["All: Jetty", "One Exchange server: its proxy"];
        assert_eq!(chosen(&group, &texts).as_deref(), Some("One Exchange server: its proxy"));
    }
}

//! A notice as a syslog message: `<PRI>1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID [SD] MSG`
//! (RFC 5424, section 6).

use chrono::{DateTime, SecondsFormat};
use mbxtrace_rules::Severity;

use crate::inert;
use crate::tell::Notice;

/// The enterprise number that RFC 5612 reserves for examples; we have none of our own.
const SD_ID: &str = "mbxtrace@32473";

/// Longest value of a parameter, in bytes: structured data must not crowd out the text.
const LONGEST_VALUE: usize = 160;

/// Facilities by their code (RFC 5424, table 1, with the names of syslog.conf).
const FACILITIES: [&str; 24] = [
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv",
    "ftp", "ntp", "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4",
    "local5", "local6", "local7",
];

/// Code of a facility, 0 to 23.
pub(super) fn facility_code(name: &str) -> Option<usize> {
    FACILITIES.iter().position(|facility| *facility == name)
}

/// What is the same in every message.
pub(super) struct Header {
    facility: usize,
    host: String,
    app: String,
    pid: u32,
}

impl Header {
    pub(super) fn new(facility: usize, host: &str, app: &str) -> Self {
        let (host, app) = (header_field(host, 255), header_field(app, 48));
        Self { facility, host, app, pid: std::process::id() }
    }

    /// The message, of at most `longest` bytes.
    pub(super) fn message(&self, notice: &Notice, longest: usize) -> String {
        let priority = self.facility * 8 + severity_code(notice.level);
        let time = DateTime::from_timestamp_nanos(notice.at);
        let time = time.to_rfc3339_opts(SecondsFormat::Micros, true);
        let (host, app, pid) = (&self.host, &self.app, self.pid);
        let message_id = header_field(&notice.rule, 32);
        let data = structured_data(notice);
        let begin = format!("<{priority}>1 {time} {host} {app} {pid} {message_id} {data} ");
        let text = message_text(notice);
        // A text that is not ASCII is marked as UTF-8 by a byte order mark (6.4).
        let mark = if text.is_ascii() { "" } else { "\u{feff}" };
        let left = longest.saturating_sub(begin.len() + '\u{feff}'.len_utf8());
        format!("{begin}{mark}{}", inert::clipped_bytes(&text, left))
    }
}

/// RFC 5424, table 2: critical 2, error 3, warning 4, notice 5, informational 6.
fn severity_code(level: Severity) -> usize {
    match level {
        Severity::Critical => 2,
        Severity::High => 3,
        Severity::Medium => 4,
        Severity::Low => 5,
        Severity::Info => 6,
    }
}

/// A field of the header: printable ASCII without blanks, or `-` for none.
fn header_field(text: &str, longest: usize) -> String {
    let field: String = text.chars().filter(char::is_ascii_graphic).take(longest).collect();
    if field.is_empty() { "-".to_owned() } else { field }
}

fn structured_data(notice: &Notice) -> String {
    let parameters = [
        ("id", notice.id.as_str()),
        ("kind", notice.kind.name()),
        ("finding", &notice.finding),
        ("rule", &notice.rule),
        ("level", notice.level.name()),
    ];
    let shown = parameters.map(|(name, value)| format!(" {name}=\"{}\"", escaped(value)));
    format!("[{SD_ID}{}]", shown.concat())
}

/// A value of a parameter: `"`, `\` and `]` escaped by `\` (6.3.3), nothing that steers.
fn escaped(value: &str) -> String {
    let mut shown = String::new();
    for c in inert::clipped_bytes(&inert::line(value), LONGEST_VALUE).chars() {
        if matches!(c, '"' | '\\' | ']') {
            shown.push('\\');
        }
        shown.push(c);
    }
    shown
}

/// Title and text in one line: receivers end a record at a line end.
fn message_text(notice: &Notice) -> String {
    let lines = notice.text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<_> =
        std::iter::once(notice.title.as_str()).chain(lines).map(inert::line).collect();
    lines.join(" | ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::tell::NoticeKind;

    fn notice(strings: [String; 5]) -> Notice {
        let [id, finding, rule, title, text] = strings;
        let (kind, level) = (NoticeKind::Recovered, Severity::Low);
        Notice { id, kind, at: -1, finding, rule, level, title, text, json: json!({}) }
    }

    /// Reads a message as RFC 5424 says: fields of the header, parameters, text.
    fn read(message: &str) -> (Vec<&str>, Vec<(String, String)>, String) {
        let mut head: Vec<&str> = message.splitn(7, ' ').collect();
        let mut chars = head.pop().unwrap().chars();
        assert_eq!(chars.next(), Some('['));
        let id: String = chars.by_ref().take_while(|c| *c != ' ').collect();
        assert_eq!(id, SD_ID);
        let mut parameters = Vec::new();
        loop {
            let name: String = chars.by_ref().take_while(|c| *c != '=').collect();
            assert_eq!(chars.next(), Some('"'));
            let mut value = String::new();
            loop {
                match chars.next().unwrap() {
                    '\\' => value.push(chars.next().unwrap()),
                    '"' => break,
                    ']' => panic!("`]` must be escaped"),
                    c => value.push(c),
                }
            }
            parameters.push((name, value));
            match chars.next().unwrap() {
                ' ' => {}
                ']' => break,
                other => panic!("{other}"),
            }
        }
        assert_eq!(chars.next(), Some(' '));
        (head, parameters, chars.collect())
    }

    fn hostile() -> impl Strategy<Value = String> {
        prop_oneof![".{0,40}", "[\\[\\]\"\\\\ =\n\r\t\u{1b}\u{9b}\u{202e}\0aü]{0,400}"]
    }

    proptest! {
        /// Whatever a notice holds, receivers read back what it says, in one line that steers
        /// nothing, within the length.
        #[test]
        fn messages_are_read_back(strings in [(); 5].map(|()| hostile()), longest in 1600..4000_usize) {
            let notice = notice(strings);
            let message = Header::new(3, "a host\n", "").message(&notice, longest);
            prop_assert!(message.len() <= longest);
            let (head, parameters, text) = read(&message);
            prop_assert_eq!(&head[..4], ["<29>1", "1969-12-31T23:59:59.999999Z", "ahost", "-"]);
            prop_assert_eq!(head.len(), 6);
            prop_assert!(head[5].is_ascii() && (1..=32).contains(&head[5].len()));
            let value = |text: &str| inert::clipped_bytes(&inert::line(text), LONGEST_VALUE).into_owned();
            let expected = [
                ("id", value(&notice.id)),
                ("kind", "recovered".to_owned()),
                ("finding", value(&notice.finding)),
                ("rule", value(&notice.rule)),
                ("level", "low".to_owned()),
            ];
            prop_assert_eq!(parameters, expected.map(|(name, value)| (name.to_owned(), value)));
            let unmarked = text.strip_prefix('\u{feff}');
            prop_assert!(unmarked.is_some() || text.is_ascii());
            let shown = unmarked.unwrap_or(&text);
            prop_assert_eq!(inert::line(shown), shown);
            let whole = message_text(&notice);
            prop_assert!(whole == shown || whole.starts_with(shown.strip_suffix('…').unwrap()));
        }
    }
}

//! On whose side a finding points: what its evidence supports, how surely, and no more. One finding
//! rests on one source, so nothing here is surer than medium; causes may know better.

use mbxtrace_rules::{Detail, Finding};

/// A side and why.
pub(super) struct Side {
    /// Whose side, in words.
    pub(super) whose: &'static str,
    /// `medium` or `low`.
    pub(super) confidence: &'static str,
    /// What the evidence says, and what it leaves open.
    pub(super) because: &'static str,
}

const fn side(whose: &'static str, confidence: &'static str, because: &'static str) -> Side {
    Side { whose, confidence, because }
}

/// The side of a finding; `None` for rules not in this table.
pub(super) fn of(finding: &Finding) -> Option<Side> {
    match finding.rule.as_str() {
        "http-failure" => Some(of_http(finding)),
        "keepalive-population" => Some(of_population(&value(finding, "reading"))),
        "keepalive-missing" => Some(side(
            "not decided: Exchange, the path, or this one subscription",
            "low",
            "one silent subscription does not tell who stopped; compare it with its neighbours",
        )),
        "mapi-session-overrun" => Some(side(
            "the account's client program; Exchange only enforces its limit",
            "medium",
            "Exchange counted more open objects for this account than it allows; the event does \
             not name the program that opens them",
        )),
        _ => None,
    }
}

fn of_http(finding: &Finding) -> Side {
    if value(finding, "source") == "jetty-request-log" {
        return side(
            "Unity Connection",
            "medium",
            "its own web server refused or failed the notification it was sent",
        );
    }
    if !value(finding, "transport_error").is_empty() {
        return side(
            "the network, or the server not listening",
            "medium",
            "no HTTP answer came back at all; the log does not tell a blocked path from a server \
             that is down",
        );
    }
    of_status(&value(finding, "http_status"))
}

fn of_status(status: &str) -> Side {
    match status {
        "401" => side(
            "the account Unity Connection logs in with, or the authentication Exchange accepts",
            "medium",
            "the server was reached and refused the login",
        ),
        "403" => side(
            "Exchange: access to the web service",
            "medium",
            "the server was reached and forbade the request, whoever the user is",
        ),
        "404" => side(
            "the address Unity Connection uses, or the web service on that server",
            "medium",
            "the server was reached and has nothing at that path",
        ),
        "407" => side("a proxy on the path", "medium", "it asked for a login of its own"),
        "502" | "504" => side(
            "a proxy or load balancer in front of Exchange, or the server behind it",
            "medium",
            "a gateway answered that the server behind it did not",
        ),
        "503" => side(
            "Exchange",
            "medium",
            "the server was reached and answered that its service is unavailable",
        ),
        status if status.starts_with('5') => side(
            "Exchange",
            "medium",
            "the server was reached and failed on the request; the body of the answer, where it is \
             traced, says why",
        ),
        _ => side(
            "not decided: the request or the server that refused it",
            "low",
            "the server was reached and did not accept the request",
        ),
    }
}

fn of_population(reading: &str) -> Side {
    match reading {
        "all" => side(
            "Unity Connection, or the path all notifications take to it",
            "medium",
            "subscriptions of every Exchange server fell silent together",
        ),
        "server" => side(
            "that Exchange server, or its path to Unity Connection",
            "medium",
            "its subscriptions fell silent together while those of other servers went on",
        ),
        "mailbox" => side(
            "that mailbox or its subscription",
            "medium",
            "all others went on in the same time",
        ),
        _ => side(
            "not decided",
            "low",
            "the subscriptions that fell silent together have no one server in common",
        ),
    }
}

/// A value of the subject, else of the details; empty if there is none.
pub(super) fn value(finding: &Finding, name: &str) -> String {
    if let Some((_, value)) = finding.subject.iter().find(|(key, _)| key == name) {
        return value.clone();
    }
    match finding.details.iter().find(|(key, _)| key == name) {
        Some((_, Detail::Text(text))) => text.clone(),
        Some((_, Detail::Number(number))) => number.to_string(),
        Some((_, Detail::List(list))) => list.join(", "),
        None => String::new(),
    }
}

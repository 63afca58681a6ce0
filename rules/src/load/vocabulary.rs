//! What cause files may refer to: rules with the names their findings have, and sources.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use mbxtrace_parsers::Family;

use super::Fault;
use super::select::distance;
use crate::engine::title;
use crate::rule::{Kind, Rule};

/// Sources that causes ask for and no grammar reads yet: name, and what they are.
const WANTED: [(&str, &str); 7] = [
    ("clock-offsets", "clock offsets between hosts"),
    ("cuc-capture", "packet capture on Unity Connection"),
    ("exchange-capture", "packet capture on the Exchange server"),
    ("exchange-health", "performance counters and database state of Exchange"),
    ("uccx-log", "Contact Center Express logs"),
    ("user-statement", "statement of the users"),
    ("security-log", "Windows Security log of the domain controllers"),
];

/// Facts that no rule of the library finds yet: rule id, names of its findings, sources. A rule of
/// the same id takes the place of its row; the row can then go.
const PLANNED: &[(&str, &str, &str)] = &[
    ("account-locked", "account reason event_id computer", "windows-event"),
    ("agent-count", "account agents sessions_needed", "user-statement uccx-log"),
    ("autodiscover-failed", "node server url http_status transport_error", "cuc-diag"),
    ("callback-address", "node callback_host seen_as", "iis-log"),
    ("clock-offset", "node peer offset_s", "clock-offsets"),
    ("config-value", "name value object", "config"),
    ("dns-failure", "node target transport_error", "cuc-diag"),
    ("ews-backlog", "node outstanding", "cuc-diag"),
    ("ews-error", "soap_code server mailbox mailboxes owner_server", "cuc-diag"),
    ("exchange-certificate", "computer provider event_id", "windows-event"),
    ("exchange-throttling", "account component event_id computer", "windows-event"),
    ("exchange-unhealthy", "computer reading", "exchange-health"),
    ("imap-ip-limit", "client_ip computer limit", "windows-event"),
    ("imap-server-limit", "computer limit", "windows-event"),
    ("imap-user-disabled", "account computer", "windows-event"),
    ("imap-user-limit", "account limit computer", "windows-event"),
    ("ldap-bind-failed", "node server reason", "cuc-diag"),
    ("node-failover", "node alarm", "cisco-syslog"),
    ("notification-attempt", "server destination outcome", "exchange-capture"),
    ("notification-rejected", "node answer client_ip pid", "jetty-request-log"),
    ("notification-source", "node client_ip", "jetty-request-log"),
    ("oauth-failure", "alarm um_service http_status computer", "cisco-syslog"),
    ("oauth-token-missing", "node um_service missed", "cisco-syslog"),
    ("orphan-pid", "node pid", "jetty-request-log"),
    ("process-restart", "node pid", "jetty-request-log"),
    ("push-failed", "computer reading server url owner_server", "windows-event"),
    ("push-read-failed", "computer reason owner_server", "windows-event"),
    ("resubscribe-cadence", "mailbox server", "cuc-diag"),
    ("service-restart", "computer service event_id", "windows-event"),
    ("smtp-refused", "connector computer smtp_code reason client_ip", "windows-event cuc-diag"),
    ("subscription-row", "node subscription age_s replaced", "cli-output"),
    ("tls-failure", "node server transport_error reason", "cuc-diag"),
    ("uccx-error", "component text", "uccx-log"),
    ("uccx-send-delay", "delay_s", "uccx-log"),
    ("user-symptom", "symptom scope", "user-statement"),
];

/// Names every finding has beside its subject and details.
const COMMON: [&str; 4] = ["level", "state", "count", "members"];

/// What the findings of a rule have.
pub(super) struct Known {
    pub(super) names: BTreeSet<String>,
    /// Where they come from, the first one first.
    pub(super) sources: Vec<String>,
}

/// All that can be named.
pub(super) struct Vocabulary {
    rules: BTreeMap<String, Known>,
}

/// A source in words; its name if nothing is known of it.
pub(crate) fn source_title(name: &str) -> &str {
    let wanted = WANTED.iter().find(|(known, _)| *known == name).map(|(_, words)| *words);
    wanted.or_else(|| Family::from_name(name).map(title)).unwrap_or(name)
}

impl Vocabulary {
    pub(super) fn of(rules: &[Rule]) -> Self {
        let split = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let mut known: BTreeMap<_, _> = PLANNED
            .iter()
            .map(|(id, names, sources)| {
                let names = split(names).into_iter().chain(COMMON.map(str::to_owned)).collect();
                ((*id).to_owned(), Known { names, sources: split(sources) })
            })
            .collect();
        for rule in rules {
            for (id, names) in found_names(rule) {
                let sources = sources(rule);
                known.insert(id, Known { names, sources });
            }
        }
        Self { rules: known }
    }

    pub(super) fn rule(&self, id: &str, at: Range<usize>) -> Result<&Known, Fault> {
        self.rules.get(id).ok_or_else(|| {
            let all = self.rules.keys().map(String::as_str);
            Fault::new(at, unknown("rule", id, all))
        })
    }
}

/// A family of logs, or a source that causes ask for.
pub(super) fn source(name: &str, at: Range<usize>) -> Result<String, Fault> {
    let all = || {
        let families = Family::ALL.iter().map(|family| family.name());
        families.chain(WANTED.iter().map(|(name, _)| *name))
    };
    if all().any(|known| known == name) {
        return Ok(name.to_owned());
    }
    Err(Fault::new(at, unknown("source", name, all())))
}

/// That nothing of a kind is called so, with the names that are like it, or all.
pub(super) fn unknown<'a>(
    kind: &str,
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> String {
    let near: Vec<_> = known
        .clone()
        .filter(|known| distance(known, name) <= 2 || known.eq_ignore_ascii_case(name))
        .collect();
    let hint = if near.is_empty() {
        format!("there are {}", known.collect::<Vec<_>>().join(", "))
    } else {
        format!("did you mean {}?", near.join(" or "))
    };
    format!("no {kind} is called `{name}`; {hint}")
}

fn sources(rule: &Rule) -> Vec<String> {
    if let Kind::Told(origin) = &rule.detect.kind {
        return vec![origin.source.clone()];
    }
    let selected = rule.detect.selections.iter().flat_map(|one| one.families.iter());
    let mut sources: Vec<String> = Vec::new();
    for family in selected.chain(&rule.needs.all).chain(&rule.needs.any) {
        if !sources.iter().any(|known| known == family.name()) {
            sources.push(family.name().to_owned());
        }
    }
    sources
}

/// Ids of all a rule finds, each with the names its findings have.
fn found_names(rule: &Rule) -> Vec<(String, BTreeSet<String>)> {
    let mut names: BTreeSet<String> = COMMON.map(str::to_owned).into();
    let mut found = Vec::new();
    let own = &rule.detect;
    names.extend(own.by.iter().map(|part| part.name.clone()));
    names.extend(own.carry.iter().map(|field| field.name().to_owned()));
    names.extend(own.tally.iter().map(|part| part.name.clone()));
    let mut more: Vec<&str> = match &own.kind {
        Kind::Absence(_) => {
            vec![
                "missed",
                "period_s",
                "gap_s",
                "slots_not_covered",
                "never_seen",
                "node",
                "replaced",
            ]
        }
        Kind::Distinct { .. } => vec!["distinct"],
        Kind::Rate { .. } => vec!["total", "percent"],
        Kind::Unanswered { .. } => vec!["within_s"],
        Kind::Told(origin) => origin.names.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    if let Kind::Absence(absence) = &own.kind {
        more.extend(absence.generation.map(mbxtrace_parsers::Field::name));
        if let Some(population) = &absence.population {
            let side = population.side.0.as_str();
            more.push(side);
            let group = ["node", "reading", side, "active", "meaning"].map(str::to_owned);
            let group = group.into_iter().chain([format!("{side}s")]);
            let group = group.chain(COMMON.map(str::to_owned)).collect();
            found.push((population.id.clone(), group));
            if let Some(renewal) = &absence.renewal {
                let chain = ["node", side, "renewed", "chains", "apart_s"].map(str::to_owned);
                let chain = chain.into_iter().chain(COMMON.map(str::to_owned)).collect();
                found.push((renewal.id.clone(), chain));
            }
        }
    }
    names.extend(more.into_iter().map(str::to_owned));
    found.push((rule.id.clone(), names));
    found
}

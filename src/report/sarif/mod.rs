//! SARIF 2.1.0 (OASIS Standard, errata 01) for code-scanning viewers and ticket systems: a result a
//! finding, a location a record, a taxon a cause, what was not judged as notifications of the run.

mod cause;
mod place;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use mbxtrace_rules::{Finding, Remedy, RuleText, Severity};
use serde::Serialize;

use self::cause::{COMPONENT, Component, Taxa, TaxonReference, Taxonomy};
use self::place::{ArtifactLocation, Location, Sources, uri};
use crate::clock::rfc3339;
use crate::report::causes_json::CauseOut;
use crate::report::inert::{self, JsonText};
use crate::report::json::{details, subject};
use crate::report::wording::{self, grounds};
use crate::report::{Analysis, Lang};

/// Where the standard's schema stands.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// Addresses of the documents that rules rest on.
const DOCUMENTS: [(&str, &str); 5] = [
    (
        "Cisco 118883",
        "https://www.cisco.com/c/en/us/support/docs/unified-communications/unity-connection/118883-technote-cuc-00.html",
    ),
    (
        "Cisco 116001",
        "https://www.cisco.com/c/en/us/support/docs/unified-communications/unity-connection/116001-uc-singleinbox-00.html",
    ),
    (
        "Cisco 116488",
        "https://www.cisco.com/c/en/us/support/docs/unified-communications/unity-connection/116488-trouble-ews-00.html",
    ),
    ("Microsoft KB 980049", "https://support.microsoft.com/help/980049"),
    ("Microsoft KB 2742012", "https://support.microsoft.com/help/2742012"),
];

/// Kind of the notification that a rule could not be judged; the others are kinds of problems.
const NOT_JUDGED: &str = "not-judged";

/// Writes the log.
pub(super) fn write(analysis: &Analysis, out: &mut dyn Write, lang: Lang) -> io::Result<()> {
    serde_json::to_writer_pretty(JsonText(&mut *out), &Log::of(analysis, lang))?;
    writeln!(out)
}

/// What several parts look up.
struct Index<'a> {
    analysis: &'a Analysis,
    lang: Lang,
    rules: BTreeMap<&'a str, usize>,
    taxa: Taxa<'a>,
    explained: BTreeMap<&'a str, Vec<usize>>,
    sources: Sources<'a>,
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    invocations: [Invocation<'a>; 1],
    artifacts: Vec<Artifact<'a>>,
    results: Vec<Outcome<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    taxonomies: Option<[Taxonomy<'a>; 1]>,
    column_kind: &'static str,
    properties: RunProperties<'a>,
}

/// What the standard has no place for.
#[derive(Serialize)]
struct RunProperties<'a> {
    causes: Vec<CauseOut<'a>>,
}

impl<'a> Log<'a> {
    fn of(analysis: &'a Analysis, lang: Lang) -> Self {
        let mut ids: Vec<&str> = analysis.rules.iter().map(String::as_str).collect();
        ids.extend(analysis.findings.iter().map(|finding| finding.rule.as_str()));
        ids.extend(analysis.not_judged.iter().map(|one| one.rule.as_str()));
        ids.sort_unstable();
        ids.dedup();
        let sources = analysis.sources.iter().enumerate();
        let taxa = Taxa::of(analysis);
        let index = Index {
            analysis,
            lang,
            explained: taxa.by_finding(analysis),
            taxa,
            rules: ids.iter().enumerate().map(|(at, id)| (*id, at)).collect(),
            sources: sources.map(|(at, one)| (one.path.as_str(), (at, one.format))).collect(),
        };
        let run = Run {
            tool: Tool { driver: Driver::of(analysis, &ids, lang) },
            invocations: [Invocation::of(&index)],
            artifacts: analysis.sources.iter().map(Artifact::of).collect(),
            results: analysis.findings.iter().map(|one| Outcome::of(one, &index)).collect(),
            taxonomies: index.taxa.taxonomy(lang).map(|one| [one]),
            column_kind: "unicodeCodePoints",
            properties: RunProperties {
                causes: analysis.causes.iter().map(CauseOut::of).collect(),
            },
        };
        Self { schema: SCHEMA, version: "2.1.0", runs: [run] }
    }
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor<'a>>,
    notifications: Vec<Reference<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    supported_taxonomies: Vec<Component>,
    properties: BTreeMap<&'static str, &'a str>,
}

impl<'a> Driver<'a> {
    fn of(analysis: &'a Analysis, ids: &[&'a str], lang: Lang) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        let problems = analysis.sources.iter().flat_map(|source| &source.problems);
        let mut kinds: BTreeSet<&str> = problems.map(|problem| problem.kind).collect();
        kinds.insert(NOT_JUDGED);
        Self {
            name: "mbxtrace",
            version,
            semantic_version: version,
            rules: ids.iter().map(|id| Descriptor::of(id, analysis, lang)).collect(),
            notifications: kinds.into_iter().map(|id| Reference { id, index: None }).collect(),
            supported_taxonomies: if analysis.causes.is_empty() {
                Vec::new()
            } else {
                vec![COMPONENT]
            },
            properties: BTreeMap::from([("rulesSha256", analysis.rules_sha256.as_str())]),
        }
    }
}

/// A rule (`reportingDescriptor`, 3.49).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'a> {
    id: &'a str,
    short_description: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    full_description: Option<Message>,
    help: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<&'static str>,
}

impl<'a> Descriptor<'a> {
    fn of(id: &'a str, analysis: &'a Analysis, lang: Lang) -> Self {
        let text = analysis.rule_texts.get(id);
        let remedies = analysis.remedies.get(id).map_or(&[][..], Vec::as_slice);
        let title = text.map_or(id, |text| text.title.as_str());
        Self {
            id,
            short_description: Message::of(title),
            full_description: text
                .filter(|text| !text.why.is_empty())
                .map(|text| Message::of(&text.why)),
            help: Message::of(&help(text, remedies, lang)),
            help_uri: address(text, remedies),
        }
    }
}

/// What to do, and what the rule rests on.
fn help(text: Option<&RuleText>, remedies: &[Remedy], lang: Lang) -> String {
    let mut lines: Vec<String> =
        remedies.iter().map(|one| format!("{}{}", one.text, grounds(one, lang))).collect();
    lines.extend(text.into_iter().flat_map(|text| text.references.iter().cloned()));
    if lines.is_empty() {
        lines.push(lang.text("sarif.see").to_owned());
    }
    lines.join(" | ")
}

/// The address of the first document named that has one.
fn address(text: Option<&RuleText>, remedies: &[Remedy]) -> Option<&'static str> {
    let references = text.into_iter().flat_map(|text| text.references.iter());
    let mut named = references.chain(remedies.iter().map(|one| &one.document));
    named.find_map(|name| {
        let known = DOCUMENTS.iter().find(|(document, _)| is_named(name, document));
        known.map(|(_, address)| *address)
    })
}

/// Whether a reference begins with that document, and not with one of a longer number.
fn is_named(reference: &str, document: &str) -> bool {
    let rest = reference.strip_prefix(document);
    rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))
}

/// A message for people (3.11). Braces and brackets would be placeholders and links.
#[derive(Serialize)]
struct Message {
    text: String,
}

impl Message {
    fn of(text: &str) -> Self {
        let mut shown = String::with_capacity(text.len());
        for c in inert::line(text).chars() {
            match c {
                '\\' | '[' | ']' => shown.extend(['\\', c]),
                '{' | '}' => shown.extend([c, c]),
                c => shown.push(c),
            }
        }
        Self { text: shown }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification<'a>>,
}

/// What could not be judged or read (`notification`, 3.58).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Notification<'a> {
    descriptor: Reference<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    associated_rule: Option<Reference<'a>>,
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
}

#[derive(Serialize)]
struct Reference<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
}

impl<'a> Invocation<'a> {
    fn of(index: &Index<'a>) -> Self {
        let not_judged =
            index.analysis.not_judged.iter().map(|one| Notification {
                descriptor: Reference { id: NOT_JUDGED, index: None },
                associated_rule: Some(Reference {
                    id: &one.rule,
                    index: index.rules.get(one.rule.as_str()).copied(),
                }),
                level: "warning",
                message: Message::of(&index.lang.say(
                    "sarif.not-judged",
                    &[("because", &one.because), ("collect", &one.collect)],
                )),
                locations: Vec::new(),
            });
        let sources = index.analysis.sources.iter();
        let problems = sources.flat_map(|source| {
            let level = if source.is_failure() { "error" } else { "note" };
            source.problems.iter().map(move |problem| Notification {
                descriptor: Reference { id: problem.kind, index: None },
                associated_rule: None,
                level,
                message: Message::of(&problem.text),
                locations: vec![Location::of_file(&source.path, &index.sources)],
            })
        });
        let tool_execution_notifications = not_judged.chain(problems).collect();
        // The run itself went well; what of the input could not be read is said in its words.
        Self { execution_successful: true, tool_execution_notifications }
    }
}

/// A source (3.24).
#[derive(Serialize)]
struct Artifact<'a> {
    location: ArtifactLocation,
    length: u64,
    roles: [&'static str; 1],
    #[serde(skip_serializing_if = "str::is_empty")]
    encoding: &'a str,
}

impl<'a> Artifact<'a> {
    fn of(source: &'a crate::report::Source) -> Self {
        let location = ArtifactLocation { uri: uri(&source.path), index: None };
        let length = source.bytes;
        Self { location, length, roles: ["analysisTarget"], encoding: source.encoding }
    }
}

/// A finding (`result`, 3.27).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    kind: &'static str,
    level: &'static str,
    message: Message,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    taxa: Vec<TaxonReference<'a>>,
    occurrence_count: u64,
    partial_fingerprints: BTreeMap<&'static str, &'a str>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Properties<'a> {
    level: &'static str,
    state: &'static str,
    first: Option<String>,
    last: Option<String>,
    #[serde(serialize_with = "subject")]
    subject: &'a [(String, String)],
    #[serde(serialize_with = "details")]
    details: &'a [(String, mbxtrace_rules::Detail)],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    members: &'a [String],
    remedies: Vec<String>,
}

impl<'a> Outcome<'a> {
    fn of(finding: &'a Finding, index: &Index<'a>) -> Self {
        let mut records = finding.evidence.iter().map(|one| Location::of(one, &index.sources));
        let locations = records.next().into_iter().collect();
        Self {
            rule_id: &finding.rule,
            rule_index: index.rules.get(finding.rule.as_str()).copied(),
            kind: "fail",
            level: level(finding.level),
            message: Message::of(&finding.title),
            locations,
            related_locations: (1..)
                .zip(records)
                .map(|(id, location)| Location { id: Some(id), ..location })
                .collect(),
            taxa: index
                .explained
                .get(finding.id.as_str())
                .into_iter()
                .flatten()
                .filter_map(|at| index.taxa.reference(*at))
                .collect(),
            occurrence_count: finding.count.max(1),
            partial_fingerprints: BTreeMap::from([("mbxtraceFinding/v1", finding.id.as_str())]),
            properties: Properties {
                level: finding.level.name(),
                state: finding.state.name(),
                first: finding.is_dated().then(|| rfc3339(finding.first)),
                last: finding.last.map(rfc3339),
                subject: &finding.subject,
                details: &finding.details,
                members: &finding.members,
                remedies: wording::remedies(finding, index.analysis)
                    .iter()
                    .map(|one| format!("{}{}", one.text, grounds(one, index.lang)))
                    .collect(),
            },
        }
    }
}

/// SARIF knows three levels; ours stands in the properties.
fn level(level: Severity) -> &'static str {
    match level {
        Severity::Info | Severity::Low => "note",
        Severity::Medium => "warning",
        Severity::High | Severity::Critical => "error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_not_taken_for_one_of_a_longer_number() {
        assert!(is_named("Cisco 118883, Delayed", "Cisco 118883"));
        assert!(!is_named("Cisco 1188831", "Cisco 118883"));
    }
}

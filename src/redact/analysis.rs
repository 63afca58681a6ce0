//! A whole analysis under pseudonyms. Fields first, then what is worded from them.

use std::collections::BTreeMap;

use mbxtrace_parsers::Problem;
use mbxtrace_rules::{Detail, Evidence, Finding, NotJudged, Remedy};

use super::Redactor;
use super::learn::{Naming, naming};
use super::pieces::Shape;
use crate::report::{Analysis, Source, SourceClock};

impl Redactor {
    /// Learns who is named in an analysis.
    pub fn learn_analysis(&mut self, analysis: &Analysis) {
        for source in &analysis.sources {
            self.learn_node(&source.node);
            self.learn_text(source.path.as_bytes());
            let clock = source.clock.iter().map(|clock| &clock.reason);
            for text in clock.chain(source.problems.iter().map(|problem| &problem.text)) {
                self.learn_text(text.as_bytes());
            }
        }
        for finding in &analysis.findings {
            for (name, value) in &finding.subject {
                self.learn_value(name, value);
            }
            for (name, value) in &finding.details {
                match value {
                    Detail::Number(_) => {}
                    Detail::Text(text) => self.learn_value(name, text),
                    Detail::List(list) => list.iter().for_each(|text| self.learn_value(name, text)),
                }
            }
            self.learn_text(finding.title.as_bytes());
            for evidence in &finding.evidence {
                self.learn_text(evidence.path.as_bytes());
                self.learn_text(evidence.text.as_bytes());
            }
        }
        for one in &analysis.not_judged {
            self.learn_text(one.because.as_bytes());
        }
        self.learn_shown(analysis);
    }

    /// The analysis under pseudonyms. `word` gives the title of a finding from its fields, `None` if its
    /// rule is not at hand. Call after [`Self::settle`].
    pub fn analysis(
        &self,
        analysis: &Analysis,
        word: &dyn Fn(&Finding) -> Option<String>,
    ) -> Analysis {
        // Whoever adds a field decides here what becomes of it.
        let Analysis {
            rules_sha256,
            rules,
            overridden_rules,
            window,
            tally,
            bytes,
            events,
            duplicates,
            sources,
            findings,
            not_judged,
            unkeyed,
            remedies,
            causes,
            coverage,
            clock_offsets,
            rule_texts,
            ledgers,
            series,
        } = analysis;
        let paths = Paths::of(self, sources);
        let sources = sources.iter().map(|source| self.source(source, &paths)).collect();
        let mut findings: Vec<Finding> =
            findings.iter().map(|finding| self.finding(finding, &paths, word)).collect();
        let ids: BTreeMap<&str, String> = analysis
            .findings
            .iter()
            .zip(&findings)
            .map(|(original, redacted)| (original.id.as_str(), redacted.id.clone()))
            .collect();
        for finding in &mut findings {
            for member in &mut finding.members {
                *member = ids.get(member.as_str()).cloned().unwrap_or_default();
            }
        }
        let advice = |list: &Vec<Remedy>| list.iter().map(|one| self.remedy(one)).collect();
        Analysis {
            rules_sha256: rules_sha256.clone(),
            rules: rules.clone(),
            overridden_rules: overridden_rules.clone(),
            window: *window,
            tally: *tally,
            bytes: *bytes,
            events: *events,
            duplicates: *duplicates,
            sources,
            findings,
            not_judged: not_judged.iter().map(|one| self.not_judged(one, &paths)).collect(),
            unkeyed: unkeyed.clone(),
            remedies: remedies.iter().map(|(rule, list)| (rule.clone(), advice(list))).collect(),
            causes: causes.iter().map(|one| self.cause(one, &paths, &ids)).collect(),
            coverage: coverage.iter().map(|one| self.covered(one, &paths, &ids)).collect(),
            clock_offsets: clock_offsets.iter().map(|one| self.offset(one, &paths)).collect(),
            rule_texts: rule_texts.clone(),
            ledgers: ledgers.iter().map(|one| self.ledger(one, &ids)).collect(),
            series: series.iter().map(|one| self.series(one)).collect(),
        }
    }

    fn source(&self, source: &Source, paths: &Paths) -> Source {
        let clock = source
            .clock
            .as_ref()
            .map(|clock| SourceClock { reason: paths.text(self, &clock.reason), ..clock.clone() });
        let problems = source
            .problems
            .iter()
            .map(|problem| Problem { text: paths.text(self, &problem.text), ..problem.clone() });
        Source {
            path: paths.path(self, &source.path),
            node: self.named(&source.node, Shape::Host),
            clock,
            problems: problems.collect(),
            ..source.clone()
        }
    }

    fn finding(
        &self,
        finding: &Finding,
        paths: &Paths,
        word: &dyn Fn(&Finding) -> Option<String>,
    ) -> Finding {
        let subject: Vec<_> = finding
            .subject
            .iter()
            .map(|(name, value)| (name.clone(), self.value(name, value)))
            .collect();
        let details = finding.details.iter().map(|(name, value)| {
            let value = match value {
                Detail::Number(number) => Detail::Number(*number),
                Detail::Text(text) => Detail::Text(self.value(name, text)),
                Detail::List(list) => {
                    Detail::List(list.iter().map(|text| self.value(name, text)).collect())
                }
            };
            (name.clone(), value)
        });
        let evidence = finding.evidence.iter().map(|evidence| Evidence {
            path: paths.path(self, &evidence.path),
            text: paths.text(self, &evidence.text),
            ..evidence.clone()
        });
        let mut redacted = Finding {
            // The old id would let whoever guesses a subject try it.
            id: Finding::id_of(&finding.rule, &subject, finding.first),
            details: details.collect(),
            evidence: evidence.collect(),
            subject,
            ..finding.clone()
        };
        let is_own = word(finding).as_ref() == Some(&finding.title);
        let worded = word(&redacted).filter(|_| is_own);
        redacted.title = worded.unwrap_or_else(|| paths.text(self, &finding.title));
        redacted
    }

    /// A value of a subject or detail.
    pub(super) fn value(&self, name: &str, value: &str) -> String {
        match naming(name) {
            Naming::Nobody => value.to_owned(),
            Naming::Person => self.named(value, Shape::Name),
            Naming::Machine => self.named(value, Shape::Host),
            Naming::Perhaps => self.string(value),
        }
    }

    fn not_judged(&self, one: &NotJudged, paths: &Paths) -> NotJudged {
        NotJudged {
            rule: one.rule.clone(),
            because: paths.text(self, &one.because),
            collect: paths.text(self, &one.collect),
        }
    }

    pub(super) fn remedy(&self, remedy: &Remedy) -> Remedy {
        Remedy { text: self.string(&remedy.text), ..remedy.clone() }
    }

    /// A path part by part; `node` is the part that is its host.
    pub fn path(&self, path: &str, node: &str) -> String {
        let part = |part: &str| {
            if !node.is_empty() && part == node {
                self.named(part, Shape::Host)
            } else {
                self.string(part)
            }
        };
        path.split('/').map(part).collect::<Vec<_>>().join("/")
    }
}

/// Paths under pseudonyms, without the folders of whoever ran the program.
pub(super) struct Paths {
    /// What all paths begin with and nobody else needs to know, with its last `/`; may be empty.
    above: String,
    known: BTreeMap<String, String>,
}

impl Paths {
    fn of(redactor: &Redactor, sources: &[Source]) -> Self {
        let above = above(sources);
        let known = sources.iter().map(|source| {
            let below = source.path.strip_prefix(&above).unwrap_or(&source.path);
            (source.path.clone(), redactor.path(below, &source.node))
        });
        Self { known: known.collect(), above }
    }

    fn path(&self, redactor: &Redactor, path: &str) -> String {
        let below = path.strip_prefix(&self.above).unwrap_or(path);
        self.known.get(path).cloned().unwrap_or_else(|| redactor.path(below, ""))
    }

    pub(super) fn text(&self, redactor: &Redactor, text: &str) -> String {
        let is_telling = self.above.len() > 1 && text.contains(&self.above);
        if is_telling {
            redactor.string(&text.replace(&self.above, ""))
        } else {
            redactor.string(text)
        }
    }
}

/// The folders that all sources share, up to the first that is a node or an archive.
fn above(sources: &[Source]) -> String {
    let folders = |source: &Source| -> Vec<String> {
        let outside = source.path.split("!/").next().unwrap_or_default();
        let mut parts: Vec<String> = outside.split('/').map(str::to_owned).collect();
        parts.pop();
        let node = parts.iter().position(|part| !part.is_empty() && *part == source.node);
        parts.truncate(node.unwrap_or(parts.len()));
        parts
    };
    let Some((first, rest)) = sources.split_first() else { return String::new() };
    let mut shared = folders(first);
    for source in rest {
        let other = folders(source);
        let same = shared.iter().zip(&other).take_while(|(one, other)| one == other).count();
        shared.truncate(same);
    }
    shared.iter().flat_map(|part| [part.as_str(), "/"]).collect()
}

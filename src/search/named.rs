//! `finding:` and `cause:` of a query: the records that prove them, from the analysis of the case.

use super::error::QueryError;
use super::evidence;
use super::resolve::{Name, Resolved, Resolver};
use super::syntax::{Part, Test, Value, ValueKind};
use crate::report::Analysis;

impl Resolver<'_> {
    fn analysis(&self, part: Part) -> Result<&Analysis, QueryError> {
        if self.analysis.get().is_none() {
            let read = self.case.analysis();
            let read =
                read.map_err(|error| self.wrong(part, error.to_string()))?.ok_or_else(|| {
                    self.wrong(part, "the case holds no findings yet")
                        .with_remedy("run `mbxtrace analyze PATH…` first")
                })?;
            drop(self.analysis.set(read)); // nobody else sets it
        }
        Ok(self.analysis.get().expect("it was set just now"))
    }

    /// Records that are evidence of the findings, or of what the causes explain.
    pub(super) fn evidence(&self, name: Name, part: Part, test: &Test) -> Resolved {
        let analysis = self.analysis(part)?;
        let one = |value: &Value| {
            let findings = match name {
                Name::Cause => evidence::of_cause(analysis, &value.text),
                _ => evidence::findings(analysis, &value.text),
            };
            if value.kind == ValueKind::Regex || findings.is_empty() {
                return Err(self.no_such(name, value, analysis));
            }
            let records = findings.into_iter().flat_map(|finding| &finding.evidence);
            Ok(evidence::records(records, self.streams))
        };
        match test {
            Test::Present => {
                let caused: Vec<&String> =
                    analysis.causes.iter().flat_map(|cause| &cause.findings).collect();
                let findings = analysis.findings.iter();
                let findings = findings
                    .filter(|finding| name == Name::Finding || caused.contains(&&finding.id));
                let records = findings.flat_map(|finding| &finding.evidence);
                Ok(evidence::records(records, self.streams))
            }
            _ => self.choices(part, test, one),
        }
    }

    fn no_such(&self, name: Name, value: &Value, analysis: &Analysis) -> QueryError {
        let (noun, mut known): (_, Vec<&str>) = match name {
            Name::Cause => {
                ("cause", analysis.causes.iter().map(|cause| cause.id.as_str()).collect())
            }
            _ => ("finding", analysis.findings.iter().map(|one| one.rule.as_str()).collect()),
        };
        known.sort_unstable();
        known.dedup();
        let remedy = match (noun, known.is_empty()) {
            (_, true) => format!("this case has no {noun}"),
            ("cause", _) => format!("causes of this case: {}", known.join(", ")),
            _ => format!(
                "give an id of `mbxtrace report`, the beginning of one, or a rule: {}",
                known.join(", ")
            ),
        };
        self.wrong(value.part, format!("this case has no {noun} `{}`", value.text))
            .with_remedy(remedy)
    }
}

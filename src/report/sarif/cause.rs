//! Causes as a taxonomy of the run (3.14.8): a taxon a cause, results refer to those that explain them.

use std::collections::BTreeMap;

use mbxtrace_rules::Cause;
use serde::Serialize;

use super::Message;
use crate::report::wording::grounds;
use crate::report::{Analysis, Lang};

/// Name of the taxonomy.
const NAME: &str = "mbxtrace-causes";

/// Causes by id, in the order of the analysis; several of one id are one.
pub(super) struct Taxa<'a>(Vec<&'a Cause>);

/// A taxonomy (`toolComponent`, 3.19).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Taxonomy<'a> {
    name: &'static str,
    version: &'static str,
    short_description: Message,
    taxa: Vec<Taxon<'a>>,
}

/// A cause (`reportingDescriptor`, 3.49).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Taxon<'a> {
    id: &'a str,
    name: &'a str,
    short_description: Message,
    help: Message,
}

/// That a result is of a cause (`reportingDescriptorReference`, 3.52).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TaxonReference<'a> {
    id: &'a str,
    index: usize,
    tool_component: Component,
}

/// Which taxonomy (`toolComponentReference`, 3.54).
#[derive(Serialize)]
pub(super) struct Component {
    name: &'static str,
    index: usize,
}

/// The only taxonomy of a run.
pub(super) const COMPONENT: Component = Component { name: NAME, index: 0 };

impl<'a> Taxa<'a> {
    pub(super) fn of(analysis: &'a Analysis) -> Self {
        let mut taxa: Vec<&Cause> = Vec::new();
        for cause in &analysis.causes {
            if !taxa.iter().any(|known| known.id == cause.id) {
                taxa.push(cause);
            }
        }
        Self(taxa)
    }

    /// The taxonomy, if there is any cause.
    pub(super) fn taxonomy(&self, lang: Lang) -> Option<Taxonomy<'a>> {
        let taxon = |cause: &&'a Cause| Taxon {
            id: &cause.id,
            name: &cause.name,
            short_description: Message::of(&cause.title),
            help: Message::of(&help(cause, lang)),
        };
        (!self.0.is_empty()).then(|| Taxonomy {
            name: NAME,
            version: env!("CARGO_PKG_VERSION"),
            short_description: Message::of(lang.text("sarif.causes")),
            taxa: self.0.iter().map(taxon).collect(),
        })
    }

    /// References to causes by the ids of the findings they explain.
    pub(super) fn by_finding(&self, analysis: &'a Analysis) -> BTreeMap<&'a str, Vec<usize>> {
        let mut found: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for cause in &analysis.causes {
            let Some(at) = self.0.iter().position(|known| known.id == cause.id) else { continue };
            for id in &cause.findings {
                let taxa = found.entry(id).or_default();
                if !taxa.contains(&at) {
                    taxa.push(at);
                }
            }
        }
        found
    }

    pub(super) fn reference(&self, at: usize) -> Option<TaxonReference<'a>> {
        let cause = self.0.get(at)?;
        Some(TaxonReference { id: &cause.id, index: at, tool_component: COMPONENT })
    }
}

/// What decides, and what to do.
fn help(cause: &Cause, lang: Lang) -> String {
    let advice = cause.remedies.iter().map(|one| format!("{}{}", one.text, grounds(one, lang)));
    let lines: Vec<_> = std::iter::once(cause.next_evidence.clone()).chain(advice).collect();
    lines.join(" | ")
}

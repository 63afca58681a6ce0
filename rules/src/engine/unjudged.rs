//! What could not be judged of a heartbeat, and why.

use super::absence::Heartbeats;
use super::verdict::{Bench, Remarks};
use super::{Context, title};
use crate::finding::NotJudged;
use crate::span::show_time;

impl Heartbeats {
    /// A source in which no key was ever seen: what never came cannot be missed.
    pub(super) fn never_seen(&self, cx: Context<'_>) -> Option<NotJudged> {
        if self.keys.iter().next().is_some() {
            return None;
        }
        let families = cx.rule.detect.selections.first().map(|one| one.families.as_slice())?;
        let sources = cx.world.seen();
        let sources = sources.iter().filter(|one| families.contains(&one.family));
        let named = |one: &super::Seen| {
            let (from, to) = one.span?;
            let (title, node) = (title(one.family), named(&one.node));
            Some(format!("the {title} of {node} ({} to {})", show_time(from), show_time(to)))
        };
        let names: Vec<_> = sources.filter_map(named).collect();
        (!names.is_empty()).then(|| NotJudged {
            rule: cx.rule.id.clone(),
            because: format!(
                "{} in {}: what never came cannot be missed",
                // A key of several parts is no thing that could have come.
                match cx.rule.detect.by.as_slice() {
                    [one] => format!("no {} at all", one.name),
                    _ => format!("nothing that {} waits for", cx.rule.id),
                },
                names.join(" and "),
            ),
            collect: cx.rule.needs.collect.clone(),
        })
    }

    pub(super) fn not_judged(&self, remarks: &Remarks, bench: &Bench<'_>) -> Vec<NotJudged> {
        let cx = bench.context();
        let mut entries = Vec::new();
        for ((place, hole), keys) in &remarks.holes {
            let Some(coverage) = cx.world.coverage(*place) else { continue };
            let Some(hole) = coverage.holes.get(*hole) else { continue };
            let what = key_name(cx, keys.len());
            entries.push(NotJudged {
                rule: cx.rule.id.clone(),
                because: format!(
                    "the {} of {} has no record from {} to {} ({}): {what} could not be judged there",
                    title(coverage.family), named(&coverage.node), show_time(hole.from),
                    show_time(hole.to), hole.because,
                ),
                collect: cx.rule.needs.collect.clone(),
            });
        }
        for (which, keys) in &remarks.renamed {
            let Some(coverage) = cx.world.coverage(which.0) else { continue };
            let (Some(hole), Some(of)) = (coverage.holes.get(which.1), bench.renamed.get(which))
            else {
                continue;
            };
            entries.push(NotJudged {
                rule: cx.rule.id.clone(),
                because: format!(
                    "{} of {} last heard before {} not heard again after {}, where {} began: whether these \
                     took their place in between cannot be told",
                    key_name(cx, keys.len()), named(&coverage.node), show_time(hole.from),
                    show_time(hole.to), key_name(cx, of.begun),
                ),
                collect: cx.rule.needs.collect.clone(),
            });
        }
        for (which, keys) in &remarks.replaced {
            let (Some(coverage), Some(at)) =
                (cx.world.coverage(which.0), bench.replaced.get(which))
            else {
                continue;
            };
            let name = self.spec.generation.map_or("generation", |field| field.name());
            let what = key_name(cx, keys.len());
            entries.push(NotJudged {
                rule: cx.rule.id.clone(),
                because: format!(
                    "{} of {name} {} on {} no longer expected after {}, when a newer {name} appeared",
                    what, which.1, named(&coverage.node), show_time(*at),
                ),
                collect: format!("nothing: check that the restart behind the newer {name} was wanted"),
            });
        }
        entries
    }
}

fn key_name(cx: Context<'_>, count: usize) -> String {
    let names: Vec<_> = cx.rule.detect.by.iter().map(|part| part.name.as_str()).collect();
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {}{plural}", names.join("/"))
}

fn named(node: &str) -> &str {
    if node.is_empty() { "an unnamed node" } else { node }
}

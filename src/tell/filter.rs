//! Which notices a sink wants.

use anyhow::Context;
use globset::{Glob, GlobSet, GlobSetBuilder};
use mbxtrace_rules::Severity;

use super::{Notice, SinkConfig};

/// Least level and rules of a sink.
pub(super) struct Filter {
    level: Severity,
    /// `None` for all rules.
    rules: Option<GlobSet>,
}

impl Filter {
    pub(super) fn new(config: &SinkConfig) -> anyhow::Result<Self> {
        let mut rules = GlobSetBuilder::new();
        for glob in &config.rules {
            rules.add(Glob::new(glob).with_context(|| format!("`rules`: `{glob}`"))?);
        }
        let rules = if config.rules.is_empty() { None } else { Some(rules.build()?) };
        Ok(Self { level: config.level, rules })
    }

    pub(super) fn wants(&self, notice: &Notice) -> bool {
        let is_named = self.rules.as_ref().is_none_or(|rules| rules.is_match(&notice.rule));
        notice.level >= self.level && is_named
    }
}

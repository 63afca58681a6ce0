//! A decision to tell becomes a notice, worded by the report.

use std::collections::BTreeMap;
use std::io;

use mbxtrace_rules::Remedy;

use super::alerts::Decision;
use crate::clock::Zone;
use crate::report::{self, inert};
use crate::tell::{Notice, Teller};

/// Who is told.
pub trait Tell {
    /// Whether a notice of this id was told before.
    fn knows(&self, id: &str) -> bool;
    /// Takes notices over: when it returns they are told, or will be.
    fn tell(&mut self, notices: &[Notice]) -> io::Result<()>;
}

impl Tell for Teller {
    fn knows(&self, id: &str) -> bool {
        Self::knows(self, id)
    }

    fn tell(&mut self, notices: &[Notice]) -> io::Result<()> {
        Self::tell(self, notices)
    }
}

/// The notice of a decision at a time, UTC nanoseconds; its text words times in `zone`.
pub(super) fn notice(
    decision: Decision,
    remedies: &BTreeMap<String, Vec<Remedy>>,
    (at, zone): (i64, Zone),
) -> Notice {
    let Decision { id, kind, finding } = decision;
    Notice {
        id,
        kind,
        at,
        title: inert::line(&finding.title).into_owned(),
        text: report::finding_text(&finding, remedies, zone),
        json: report::finding_json(&finding, remedies),
        finding: finding.id,
        rule: finding.rule,
        level: finding.level,
    }
}

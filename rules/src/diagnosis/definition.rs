//! A root cause as its file states it, checked and ready to judge.

use std::collections::BTreeMap;

use crate::finding::{Finding, Remedy};
use crate::render::Template;

use super::versions::Generation;

/// One root cause: `rules/causes/*.toml`.
#[derive(Clone, Debug)]
pub struct CauseRule {
    /// Stable id, `RC-` and two digits.
    pub id: String,
    /// Short name, `ews.unreachable`.
    pub name: String,
    /// On whose side it is.
    pub side: Side,
    /// Its place in the order of precedence.
    pub class: Class,
    /// What happens, for the reader of a report.
    pub why: String,
    /// What decides, with the command to run.
    pub next_evidence: String,
    /// Documents it rests on.
    pub references: Vec<String>,
    /// The cause file, as written.
    pub source_text: String,
    /// Name of the cause file.
    pub file: String,
    pub(crate) title: Template,
    /// The title as written, for catalogues.
    pub(crate) title_text: String,
    pub(crate) scope: Scope,
    /// Names whose values all evidence of one instance has in common.
    pub(crate) share: Vec<String>,
    /// How far apart in time evidence may stand and still belong together, nanoseconds.
    pub(crate) within: i64,
    /// If all required evidence holds.
    pub(crate) base: Certainty,
    /// If decisive supporting evidence holds as well.
    pub(crate) full: Certainty,
    /// All of these, and any item of each; what the first one finds is what the cause explains.
    pub(crate) required: Vec<Vec<Item>>,
    pub(crate) supporting: Vec<Item>,
    pub(crate) contradicting: Vec<Item>,
    pub(crate) advice: Vec<Advice>,
    pub(crate) trials: Vec<Trial>,
    /// What it says in other languages, by code.
    pub(crate) texts: BTreeMap<String, CauseTexts>,
}

/// What a cause says in another language; what is left out is said in English.
#[derive(Clone, Debug)]
pub(crate) struct CauseTexts {
    pub(crate) title: Option<Template>,
    pub(crate) next_evidence: Option<String>,
    /// As many as there are in English, in their order; or none.
    pub(crate) remedies: Vec<String>,
    /// Clauses by what they are in English.
    pub(crate) clauses: BTreeMap<String, String>,
}

/// How sure a cause is. One source alone gives at most `medium`, unless its text names the cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// Something speaks against it: less likely than not.
    Low,
    /// More likely than not.
    Medium,
    /// Beyond reasonable doubt.
    High,
}

impl Certainty {
    /// All, lowest first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// The word in cause files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// One step less sure.
    pub(crate) fn lowered(self) -> Self {
        match self {
            Self::High => Self::Medium,
            Self::Medium | Self::Low => Self::Low,
        }
    }
}

/// Who has to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Unity Connection.
    Cuc,
    /// Exchange, its directory included.
    Exchange,
    /// What lies between them: routes, firewalls, address translation, proxies, names.
    Network,
    /// The client program: Contact Center Express, its agents' desktops.
    Client,
    /// Nobody: it heals by itself, is by design, or is no fault.
    Nobody,
}

impl Side {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Cuc, Self::Exchange, Self::Network, Self::Client, Self::Nobody];

    /// The word in cause files and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cuc => "CUC",
            Self::Exchange => "Exchange",
            Self::Network => "network",
            Self::Client => "client",
            Self::Nobody => "nobody",
        }
    }
}

/// Precedence when several causes explain the same findings, first one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A service that everything needs is down.
    ServiceDown,
    /// A server refused, or was not reached, and said so.
    HardError,
    /// Notifications are lost on their way.
    Path,
    /// Too much at a time.
    Load,
    /// Single subscriptions, pids, nodes.
    Subscription,
    /// Delivered, but not applied.
    Delivery,
    /// By design, or no fault.
    Benign,
}

impl Class {
    /// All, first in precedence first.
    pub const ALL: [Self; 7] = [
        Self::ServiceDown,
        Self::HardError,
        Self::Path,
        Self::Load,
        Self::Subscription,
        Self::Delivery,
        Self::Benign,
    ];

    /// The word in cause files.
    pub fn name(self) -> &'static str {
        match self {
            Self::ServiceDown => "service-down",
            Self::HardError => "hard-error",
            Self::Path => "path",
            Self::Load => "load",
            Self::Subscription => "subscription",
            Self::Delivery => "delivery",
            Self::Benign => "benign",
        }
    }
}

/// How far a cause reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    User,
    Account,
    Service,
    Node,
    Server,
    All,
    /// As the population that fell silent says: all, one server, or a part.
    Population,
}

impl Scope {
    pub(crate) const ALL: [Self; 7] = [
        Self::User,
        Self::Account,
        Self::Service,
        Self::Node,
        Self::Server,
        Self::All,
        Self::Population,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Account => "account",
            Self::Service => "service",
            Self::Node => "node",
            Self::Server => "server",
            Self::All => "all",
            Self::Population => "population",
        }
    }
}

/// One item of evidence.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) claim: Claim,
    /// Rule whose findings it looks at; empty for [`Claim::Covered`].
    pub(crate) rule: String,
    /// Where the answer stands: families of logs, or sources that are no input yet.
    pub(crate) sources: Vec<String>,
    pub(crate) conditions: Vec<Condition>,
    /// Bounds on findings, or on different values of `distinct`.
    pub(crate) least: usize,
    pub(crate) most: usize,
    pub(crate) distinct: Option<String>,
    /// Shared name, and under which name these findings have it: empty if they have none.
    pub(crate) alike: Vec<(String, String)>,
    /// Only findings that last as long as what is explained, give or take a keep-alive.
    pub(crate) spans: bool,
    /// Findings that do not say a shared name comparably count as well.
    pub(crate) loose: bool,
    /// The shared name of the host whose source must cover the time.
    pub(crate) on: Option<String>,
    /// The text of these records names the cause: one source is enough.
    pub(crate) identifies: bool,
    /// Supporting: raises the certainty to its full value.
    pub(crate) decisive: bool,
    /// Contradicting: excludes the cause instead of lowering it.
    pub(crate) excludes: bool,
    /// What it means, a clause.
    pub(crate) say: String,
}

/// Under which name the findings of an item have a shared name; empty if they have it not.
pub(crate) fn name_in<'a>(item: &'a Item, shared: &'a str) -> &'a str {
    let alike = item.alike.iter().find(|(name, _)| name == shared);
    alike.map_or(shared, |(_, theirs)| theirs.as_str())
}

/// What an item claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// There are such findings.
    Found,
    /// There are none, and the source covers the time.
    NotFound,
    /// The source covers the time.
    Covered,
}

/// A condition on one value of a finding.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) name: String,
    pub(crate) tests: Vec<Test>,
}

/// A test on the values of one name. Text is compared in any case of ASCII letters.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    Exists(bool),
    In(Vec<String>),
    /// It begins with one of these.
    Prefix(Vec<String>),
    /// It contains one of these.
    Contains(Vec<String>),
    /// A number in this range, both ends included.
    Between(i64, i64),
    /// No value is one of these.
    NotIn(Vec<String>),
}

/// A remedy and the Exchange generation it is right for.
#[derive(Clone, Debug)]
pub(crate) struct Advice {
    pub(crate) remedy: Remedy,
    pub(crate) exchange: Option<Generation>,
}

/// A `[[test]]` block: facts in, causes out.
#[derive(Clone, Debug)]
pub(crate) struct Trial {
    pub(crate) name: String,
    pub(crate) findings: Vec<Finding>,
    pub(crate) coverage: Vec<super::Covered>,
    /// Id of the cause that must be first; `None`: none may be ranked.
    pub(crate) first: Option<String>,
    pub(crate) certainty: Option<Certainty>,
    pub(crate) not_judged: Vec<String>,
    pub(crate) absent: Vec<String>,
    /// Words the advice of the first cause must have, and must not have.
    pub(crate) advises: Vec<String>,
    pub(crate) advises_not: Vec<String>,
}

//! Which records a rule looks at.

use mbxtrace_parsers::{Event, Family};

use crate::rule::Rule;

/// Which selections of a rule look at a family.
pub(crate) struct Interest {
    pub(crate) watch: usize,
    roles: Vec<usize>,
}

impl Interest {
    pub(crate) fn of(watch: usize, rule: &Rule, family: Family) -> Option<Self> {
        let selections = rule.detect.selections.iter().enumerate();
        let roles: Vec<_> = selections
            .filter(|(_, one)| one.families.contains(&family))
            .map(|(role, _)| role)
            .collect();
        (!roles.is_empty()).then_some(Self { watch, roles })
    }

    pub(crate) fn roles_of(&self, event: &Event<'_>, rule: &Rule) -> u8 {
        let mut roles = 0;
        for role in &self.roles {
            let selection = rule.detect.selections.get(*role);
            if selection.is_some_and(|selection| selection.matches(event)) {
                roles |= 1 << role;
            }
        }
        roles
    }
}

//! What was not judged, an entry for each thing to collect: the rules and causes it would decide, and why
//! they wait for it. Thirty rows that ask for one log are one request to whoever has it.

use mbxtrace_rules::NotJudged;

/// One thing to collect, and what waits for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap<'a> {
    /// What to collect, with the command; empty if nothing would help.
    pub collect: &'a str,
    /// Why, and the rules and causes of which this is said, in the order of the analysis.
    pub reasons: Vec<(&'a str, Vec<&'a str>)>,
}

impl Gap<'_> {
    /// How many rules and causes it would decide.
    pub fn decides(&self) -> usize {
        let mut rules: Vec<&str> =
            self.reasons.iter().flat_map(|(_, rules)| rules.iter().copied()).collect();
        rules.sort_unstable();
        rules.dedup();
        rules.len()
    }
}

/// The rows by what is to be collected: what decides most first, of equals in the order of the rows.
pub fn gaps(rows: &[NotJudged]) -> Vec<Gap<'_>> {
    let mut gaps: Vec<Gap<'_>> = Vec::new();
    for row in rows {
        let at = gaps.iter().position(|gap| gap.collect == row.collect).unwrap_or_else(|| {
            gaps.push(Gap { collect: &row.collect, reasons: Vec::new() });
            gaps.len() - 1
        });
        let Some(gap) = gaps.get_mut(at) else { continue };
        match gap.reasons.iter_mut().find(|(because, _)| *because == row.because) {
            Some((_, rules)) if rules.contains(&row.rule.as_str()) => {}
            Some((_, rules)) => rules.push(&row.rule),
            None => gap.reasons.push((&row.because, vec![&row.rule])),
        }
    }
    gaps.sort_by_key(|gap| std::cmp::Reverse(gap.decides()));
    gaps
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(rule: u8, because: u8, collect: u8) -> NotJudged {
        NotJudged {
            rule: format!("rule-{rule}"),
            because: format!("because {because}"),
            collect: if collect == 0 { String::new() } else { format!("collect {collect}") },
        }
    }

    proptest! {
        /// Nothing is lost, nothing is said twice, and what is to be collected is asked for once.
        #[test]
        fn every_row_is_in_one_place(rows in prop::collection::vec((0_u8..5, 0_u8..4, 0_u8..3), 0..40)) {
            let mut rows: Vec<_> = rows.into_iter().map(|(a, b, c)| row(a, b, c)).collect();
            let gaps = gaps(&rows);
            let mut told: Vec<NotJudged> = gaps
                .iter()
                .flat_map(|gap| gap.reasons.iter().map(move |(because, rules)| (gap, because, rules)))
                .flat_map(|(gap, because, rules)| rules.iter().map(move |rule| NotJudged {
                    rule: (*rule).to_owned(),
                    because: (*because).to_owned(),
                    collect: gap.collect.to_owned(),
                }))
                .collect();
            let mut asked: Vec<_> = gaps.iter().map(|gap| gap.collect).collect();
            let all = asked.len();
            asked.sort_unstable();
            asked.dedup();
            prop_assert_eq!(asked.len(), all);
            prop_assert!(gaps.is_sorted_by(|one, other| one.decides() >= other.decides()));
            told.sort();
            rows.sort();
            rows.dedup();
            prop_assert_eq!(told, rows);
        }
    }
}

//! `[[test]]` blocks of causes: facts are stated, all causes are judged, the first is compared.

use crate::finding::{NotJudged, Remedy};
use crate::rule::TestOutcome;

use super::definition::{CauseRule, Item, Trial};
use super::{Cause, diagnose};

impl CauseRule {
    /// The title as its file states it, with `{names}` to be filled.
    pub fn title(&self) -> &str {
        &self.title_text
    }

    /// Names of its tests.
    pub fn test_names(&self) -> impl Iterator<Item = &str> {
        self.trials.iter().map(|trial| trial.name.as_str())
    }

    /// Whether some test proves that it wins, and some that another one wins or none does.
    pub fn is_proven(&self) -> bool {
        let wins = |trial: &&Trial| trial.first.as_deref() == Some(self.id.as_str());
        self.trials.iter().any(|trial| wins(&trial)) && !self.trials.iter().all(|one| wins(&one))
    }

    /// What evidence it takes: title and lines.
    pub fn evidence(&self) -> Vec<(&'static str, Vec<String>)> {
        let clause = |item: &Item| match (item.identifies, item.decisive, item.excludes) {
            (true, _, _) => format!("{} (names the cause by itself)", item.say),
            (_, true, _) => format!("{} (decisive)", item.say),
            (_, _, true) => format!("{} (excludes it)", item.say),
            _ => item.say.clone(),
        };
        let any = |group: &Vec<Item>| group.iter().map(clause).collect::<Vec<_>>().join("; or ");
        let (base, full) = (self.base.name(), self.full.name());
        let sure = if self.base == self.full {
            format!("{base}; at most medium on one source, unless its text names the cause")
        } else {
            format!("{base}, {full} with decisive evidence; at most medium on one source")
        };
        vec![
            ("What it requires", self.required.iter().map(any).collect()),
            ("What speaks for it", self.supporting.iter().map(clause).collect()),
            ("What speaks against it", self.contradicting.iter().map(clause).collect()),
            ("Confidence", vec![sure]),
        ]
    }

    /// What to do, a line each, with document, versions and risk.
    pub fn advice(&self) -> Vec<String> {
        let advice = self.advice.iter().map(|one| {
            let Remedy { text, document, applies_to, risk, .. } = &one.remedy;
            let products =
                if applies_to.is_empty() { String::new() } else { format!("; for {applies_to}") };
            format!("{text} ({document}{products}; risk: {risk})")
        });
        advice.collect()
    }

    /// Runs its `[[test]]` blocks among all of `rules`: a near twin must have its chance.
    pub fn run_tests(&self, rules: &[Self]) -> Vec<TestOutcome> {
        self.trials.iter().map(|trial| trial.run(rules)).collect()
    }
}

impl Trial {
    fn run(&self, rules: &[CauseRule]) -> TestOutcome {
        let diagnosis = diagnose(rules, &self.findings, &self.coverage);
        let first = diagnosis.causes.first();
        let mut failures = Vec::new();
        if first.map(|cause| &cause.id) != self.first.as_ref() {
            let wanted = self.first.as_deref().unwrap_or("none");
            let got = shown(&diagnosis.causes, &diagnosis.not_judged);
            failures.push(format!("first should be {wanted}; {got}"));
        } else if let (Some(cause), Some(wanted)) = (first, self.certainty)
            && cause.certainty != wanted
        {
            let (id, is) = (&cause.id, cause.certainty.name());
            let got = shown(&diagnosis.causes, &diagnosis.not_judged);
            failures.push(format!("{id} is {is}, not {}; {got}", wanted.name()));
        }
        for id in &self.not_judged {
            if !diagnosis.not_judged.iter().any(|row| row.rule == *id) {
                let got = shown(&diagnosis.causes, &diagnosis.not_judged);
                failures.push(format!("{id} should be among those not judged; {got}"));
            }
        }
        for id in &self.absent {
            let named = diagnosis.causes.iter().any(|cause| cause.id == *id)
                || diagnosis.not_judged.iter().any(|row| row.rule == *id);
            if named {
                failures.push(format!("{id} should not be named at all"));
            }
        }
        failures.extend(first.into_iter().flat_map(|cause| self.advice(cause)));
        TestOutcome { name: self.name.clone(), failures }
    }

    fn advice(&self, cause: &Cause) -> Vec<String> {
        let text: Vec<_> = cause.remedies.iter().map(|remedy| remedy.text.as_str()).collect();
        let text = text.join("\n");
        let missing = self.advises.iter().filter(|words| !text.contains(words.as_str()));
        let missing = missing.map(|words| format!("its advice should say `{words}`"));
        let wrong = self.advises_not.iter().filter(|words| text.contains(words.as_str()));
        missing.chain(wrong.map(|words| format!("its advice must not say `{words}`"))).collect()
    }
}

fn shown(causes: &[Cause], not_judged: &[NotJudged]) -> String {
    let causes: Vec<_> =
        causes.iter().map(|one| format!("{} {}", one.id, one.certainty.name())).collect();
    let rows: Vec<_> = not_judged.iter().map(|row| row.rule.as_str()).collect();
    format!("ranked [{}], not judged [{}]", causes.join(", "), rows.join(", "))
}

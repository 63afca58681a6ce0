//! `[detect]` to a primitive with its selections, key and numbers.

use std::ops::Range;

use toml::Spanned;

use super::check::{level, missing, names_known, remedies, span_of};
use super::schema::{DetectTable, LevelTable, OneOrMany, PopulationTable, RenewalTable, RuleFile};
use super::{Fault, check, select, vocabulary};
use crate::key::KeyPart;
use crate::rule::{
    Absence, Apart, Detect, Kind, LevelRow, Origin, Population, Renewal, Turn, Turns,
};
use crate::select::Atom;

const KINDS: &str = "match, count, distinct, rate, sequence, unanswered, absence, told";

/// Keys each kind may have beside `kind of by carry levels`.
fn allowed(kind: &str) -> Option<&'static [&'static str]> {
    Some(match kind {
        "match" => &["quiet", "generation", "turn", "settle", "apart", "least", "tally"],
        "count" => &["within", "threshold"],
        "distinct" => &["within", "threshold", "distinct"],
        "rate" => &["within", "among", "percent", "least"],
        "sequence" => &["within"],
        "unanswered" => &["within", "answer"],
        "absence" => {
            &["every", "tolerance", "generation", "learn", "roster", "population", "renewal"]
        }
        "told" => &["from", "names"],
        _ => return None,
    })
}

/// Checks `[detect]` and the selections it names.
pub(super) fn detect(file: &RuleFile) -> Result<Detect, Fault> {
    let table = file.detect.get_ref();
    only_allowed(table)?;
    let by = table.by.get_ref().iter().map(key_part).collect::<Result<Vec<_>, _>>()?;
    let mut selections = Vec::new();
    for (name, at) in roles(table) {
        selections.push(named_selection(file, &name, at)?);
    }
    let record = match &file.needs.record {
        Some(name) => {
            let selection = named_selection(file, name.get_ref(), name.span())?;
            Some((selection, file.needs.called.clone()))
        }
        None => None,
    };
    let mut used: Vec<_> = roles(table).into_iter().map(|(name, _)| name).collect();
    used.extend(file.needs.record.iter().map(|name| name.get_ref().clone()));
    if let Some(name) = file.select.keys().find(|name| !used.contains(name.get_ref())) {
        let message = format!("`{}` is selected but [detect] does not use it", name.get_ref());
        return Err(Fault::new(name.span(), message));
    }
    let carry = table.carry.iter().map(|name| select::field(name.get_ref(), name.span()));
    Ok(Detect {
        kind: kind(table, file.detect.span(), selections.len())?,
        selections,
        carry: carry.collect::<Result<_, _>>()?,
        tally: table.tally.as_ref().map(key_part).transpose()?,
        turns: turns(table)?,
        record,
        levels: table.levels.iter().map(|row| level_row(row, &by)).collect::<Result<_, _>>()?,
        by,
    })
}

/// `generation`, `turn` and `settle` of a `match`.
fn turns(table: &DetectTable) -> Result<Option<Turns>, Fault> {
    if table.kind.get_ref() != "match" {
        return Ok(None);
    }
    let (Some(turn), Some(field)) = (&table.turn, &table.generation) else {
        let lone = [&table.turn, &table.generation, &table.settle].into_iter().flatten().next();
        let fault = |lone: &Spanned<String>| missing("generation` and `turn", "match", lone.span());
        return lone.map_or(Ok(None), |lone| Err(fault(lone)));
    };
    let side = match turn.get_ref().as_str() {
        "new" => Turn::New,
        "old" => Turn::Old,
        _ => return Err(Fault::new(turn.span(), "`turn` is `new` or `old`")),
    };
    let number = select::field(field.get_ref(), field.span())?;
    if !number.is_number() {
        return Err(Fault::new(field.span(), "a generation is told by a numeric field"));
    }
    let settle = table.settle.as_ref().map_or(Ok(0), span_of)?;
    Ok(Some(Turns { field: number, turn: side, settle }))
}

fn only_allowed(table: &DetectTable) -> Result<(), Fault> {
    let kind = table.kind.get_ref().as_str();
    let Some(allowed) = allowed(kind) else {
        let message = format!("no kind is called `{kind}`; there are {KINDS}");
        return Err(Fault::new(table.kind.span(), message));
    };
    let present = [
        ("within", table.within.is_some()),
        ("every", table.every.is_some()),
        ("quiet", table.quiet.is_some()),
        ("tolerance", table.tolerance.is_some()),
        ("threshold", table.threshold.is_some()),
        ("distinct", table.distinct.is_some()),
        ("among", table.among.is_some()),
        ("answer", table.answer.is_some()),
        ("percent", table.percent.is_some()),
        ("least", table.least.is_some()),
        ("generation", table.generation.is_some()),
        ("turn", table.turn.is_some()),
        ("settle", table.settle.is_some()),
        ("apart", table.apart.is_some()),
        ("tally", table.tally.is_some()),
        ("learn", table.learn.is_some()),
        ("roster", table.roster.is_some()),
        ("population", table.population.is_some()),
        ("renewal", table.renewal.is_some()),
        ("from", table.from.is_some()),
        ("names", !table.names.is_empty()),
    ];
    match present.iter().find(|(name, there)| *there && !allowed.contains(name)) {
        None => Ok(()),
        Some((name, _)) => {
            let message = format!("kind `{kind}` has no `{name}`; it has {}", allowed.join(", "));
            Err(Fault::new(table.kind.span(), message))
        }
    }
}

/// Names of the selections by role, each with the place that names it.
fn roles(table: &DetectTable) -> Vec<(String, Range<usize>)> {
    let place = table.of.span();
    let mut roles: Vec<_> = match table.of.get_ref() {
        OneOrMany::One(name) => vec![(name.clone(), place)],
        OneOrMany::Many(names) => names.iter().map(|name| (name.clone(), place.clone())).collect(),
    };
    let roster = table.roster.as_ref().map(|roster| &roster.of);
    for other in [table.among.as_ref(), table.answer.as_ref(), roster].into_iter().flatten() {
        roles.push((other.get_ref().clone(), other.span()));
    }
    roles
}

fn named_selection(
    file: &RuleFile,
    name: &str,
    at: Range<usize>,
) -> Result<crate::select::Selection, Fault> {
    let found = file.select.iter().find(|(known, _)| known.get_ref() == name);
    let Some((_, table)) = found else {
        let known: Vec<_> = file.select.keys().map(|name| name.get_ref().as_str()).collect();
        let message = format!("no selection is called `{name}`; there are {}", known.join(", "));
        return Err(Fault::new(at, message));
    };
    select::selection(table.get_ref(), table.span())
}

/// `[NAME:]ATOM|ATOM|'constant'[?]`.
fn key_part(text: &Spanned<String>) -> Result<KeyPart, Fault> {
    let whole = text.get_ref().trim();
    let (whole, optional) = whole.strip_suffix('?').map_or((whole, false), |rest| (rest, true));
    let (name, atoms) = match whole.split_once(':') {
        Some((name, atoms)) => (name.trim(), atoms),
        None => (whole.split('|').next().unwrap_or_default().trim(), whole),
    };
    if name.is_empty() || name.starts_with('\'') {
        return Err(Fault::new(text.span(), "a key part is `[NAME:]FIELD|FIELD|'constant'[?]`"));
    }
    Ok(KeyPart { name: name.to_owned(), atoms: atoms_of(atoms, text.span())?, optional })
}

fn atoms_of(text: &str, at: Range<usize>) -> Result<Vec<Atom>, Fault> {
    let atom = |name: &str| {
        let name = name.trim();
        let constant = name.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
        match constant {
            Some(constant) => Ok(Atom::Literal(constant.as_bytes().to_vec())),
            None => select::atom(name, at.clone()),
        }
    };
    text.split('|').map(atom).collect()
}

fn level_row(row: &LevelTable, by: &[KeyPart]) -> Result<LevelRow, Fault> {
    let mut subject = Vec::new();
    for (name, values) in &row.subject {
        if !by.iter().any(|part| part.name == *name.get_ref()) {
            let message = format!("`by` has no part called `{}`", name.get_ref());
            return Err(Fault::new(name.span(), message));
        }
        subject.push((name.get_ref().clone(), values.values()));
    }
    Ok(LevelRow { at_least: row.at_least, subject, level: level(&row.level)? })
}

fn kind(table: &DetectTable, at: Range<usize>, roles: usize) -> Result<Kind, Fault> {
    let name = table.kind.get_ref().as_str();
    let span = |value: &Option<Spanned<String>>, what: &str| match value {
        Some(text) => span_of(text),
        None => Err(missing(what, name, at.clone())),
    };
    let number = |value: &Option<Spanned<u64>>, what: &str| {
        value.as_ref().map(|one| *one.get_ref()).ok_or_else(|| missing(what, name, at.clone()))
    };
    let within = || span(&table.within, "within");
    let expected = match name {
        "sequence" => 2..=8,
        "rate" | "unanswered" => 2..=2,
        "told" => 0..=0,
        "absence" => 1..=1 + usize::from(table.roster.is_some()),
        _ => 1..=1,
    };
    if !expected.contains(&roles) {
        return Err(Fault::new(table.of.span(), role_message(name)));
    }
    Ok(match name {
        "match" => match &table.apart {
            None => Kind::Match { quiet: span(&table.quiet, "quiet")? },
            Some(apart) => Kind::Rhythm(Apart {
                min: span_of(&apart.min)?,
                max: span_of(&apart.max)?,
                least: number(&table.least, "least")?,
            }),
        },
        "count" => {
            Kind::Count { within: within()?, threshold: number(&table.threshold, "threshold")? }
        }
        "distinct" => {
            let field =
                table.distinct.as_ref().ok_or_else(|| missing("distinct", name, at.clone()))?;
            let threshold = number(&table.threshold, "threshold")?;
            let field = select::field(field.get_ref(), field.span())?;
            Kind::Distinct { within: within()?, threshold, field }
        }
        "rate" => Kind::Rate {
            within: within()?,
            percent: number(&table.percent, "percent")?,
            least: number(&table.least, "least")?,
        },
        "sequence" => Kind::Sequence { within: within()? },
        "unanswered" => Kind::Unanswered { within: within()? },
        "told" => {
            let from = table.from.as_ref().ok_or_else(|| missing("from", name, at.clone()))?;
            let source = vocabulary::source(from.get_ref(), from.span())?;
            Kind::Told(Origin { source, names: table.names.clone() })
        }
        _ => Kind::Absence(absence(table, span(&table.every, "every")?)?),
    })
}

fn role_message(kind: &str) -> &'static str {
    match kind {
        "sequence" => "`of` lists two to eight selections in order",
        "rate" => "`of` is one selection and `among` the one it is a share of",
        "unanswered" => "`of` is one selection and `answer` the one that answers it",
        "told" => "what is told selects nothing",
        _ => "`of` is one selection",
    }
}

fn absence(table: &DetectTable, every: i64) -> Result<Absence, Fault> {
    let tolerance = table.tolerance.as_ref().map_or(Ok(every / 10), span_of)?;
    let learn = match &table.learn {
        Some(learn) => (span_of(&learn.min)?, span_of(&learn.max)?),
        None => (every, every),
    };
    let generation = table.generation.as_ref();
    let generation = generation.map(|name| select::field(name.get_ref(), name.span()));
    let roster = table.roster.as_ref().map(|roster| span_of(&roster.grace));
    let population = table.population.as_ref().map(population).transpose()?;
    let renewal = match (&table.renewal, &population) {
        (None, _) => None,
        (Some(table), Some(population)) => Some(Box::new(renewal(table, &population.side.0)?)),
        (Some(table), None) => {
            return Err(Fault::new(table.id.span(), "`renewal` needs a `population`"));
        }
    };
    Ok(Absence {
        every,
        tolerance,
        learn,
        generation: generation.transpose()?,
        roster: roster.transpose()?,
        population,
        renewal,
    })
}

fn population(table: &PopulationTable) -> Result<Population, Fault> {
    check::id(&table.id)?;
    let part = key_part(&table.side)?;
    let known = Population::names(&part.name);
    Ok(Population {
        id: table.id.get_ref().clone(),
        percent: table.percent,
        least: table.least,
        missed: table.missed,
        remedies: remedies(&table.remedy, &["node", "reading", &part.name])?,
        say: names_known(&table.say, &known)?,
        side: (part.name, part.atoms),
    })
}

/// `side`: whom the population blames.
fn renewal(table: &RenewalTable, side: &str) -> Result<Renewal, Fault> {
    check::id(&table.id)?;
    Ok(Renewal {
        id: table.id.get_ref().clone(),
        title: table.title.clone(),
        why: table.why.clone(),
        level: level(&table.level)?,
        least: table.least,
        lived: span_of(&table.lived)?,
        remedies: remedies(&table.remedy, &["node", side])?,
        say: names_known(&table.say, &Renewal::names(side))?,
    })
}

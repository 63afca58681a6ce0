//! `[select.NAME]` tables to selections.

use std::ops::Range;

use mbxtrace_parsers::{Family, Field, Format};
use toml::Value;

use super::Fault;
use super::schema::SelectTable;
use crate::select::{Atom, Condition, Selection, Test};

/// Operators of a condition table.
const OPERATORS: &str = "eq, in, ge, gt, le, lt, exists, prefix, suffix, contains, regex, not";

/// Checks one selection.
pub(super) fn selection(table: &SelectTable, place: Range<usize>) -> Result<Selection, Fault> {
    let mut selection =
        Selection { families: Vec::new(), formats: Vec::new(), all: Vec::new(), any: Vec::new() };
    for (name, value) in table {
        match name.get_ref().as_str() {
            "source" => sources(value.get_ref(), value.span(), &mut selection)?,
            "any" => selection.any = groups(value.get_ref(), value.span())?,
            other => {
                let atom = atom(other, name.span())?;
                selection.all.push(condition(atom, value.get_ref(), value.span())?);
            }
        }
    }
    if selection.families.is_empty() {
        let message = format!("a selection needs `source`: {}", source_names());
        return Err(Fault::new(place, message));
    }
    Ok(selection)
}

/// Names of families and formats, for messages.
fn source_names() -> String {
    let families = Family::ALL.iter().map(|family| family.name());
    let formats = Format::ALL.iter().map(|format| format.name());
    let mut names: Vec<_> = families.chain(formats).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

fn sources(value: &Value, at: Range<usize>, out: &mut Selection) -> Result<(), Fault> {
    for name in texts(value)
        .ok_or_else(|| Fault::new(at.clone(), "`source` is a name or a list of names"))?
    {
        if let Some(family) = Family::from_name(&name) {
            out.families.push(family);
        } else if let Some(format) = Format::from_name(&name) {
            out.families.push(format.family());
            out.formats.push(format);
        } else {
            let message = format!("no source is called `{name}`; there are {}", source_names());
            return Err(Fault::new(at, message));
        }
    }
    out.families.sort_unstable();
    out.families.dedup();
    if !out.formats.is_empty() && out.families.len() != out.formats.len() {
        let whole: Vec<_> = out.families.clone();
        let formats = Format::ALL.iter().copied();
        // A family named beside formats stands for all its formats.
        let named = out.formats.clone();
        out.formats.extend(formats.filter(|format| {
            whole.contains(&format.family())
                && !named.iter().any(|known| known.family() == format.family())
        }));
    }
    Ok(())
}

fn groups(value: &Value, at: Range<usize>) -> Result<Vec<Vec<Condition>>, Fault> {
    let wrong = || Fault::new(at.clone(), "`any` is a list of tables: [{ field = .. }, { .. }]");
    let list = value.as_array().ok_or_else(wrong)?;
    let mut groups = Vec::new();
    for entry in list {
        let table = entry.as_table().ok_or_else(wrong)?;
        let conditions = table.iter().map(|(name, value)| {
            let atom = atom(name, at.clone())?;
            condition(atom, value, at.clone())
        });
        groups.push(conditions.collect::<Result<_, _>>()?);
    }
    Ok(groups)
}

/// A field or pseudo field; the error lists those that are like it, or all.
pub(super) fn atom(name: &str, at: Range<usize>) -> Result<Atom, Fault> {
    Atom::from_name(name).ok_or_else(|| unknown_field(name, at))
}

/// A field of the vocabulary.
pub(super) fn field(name: &str, at: Range<usize>) -> Result<Field, Fault> {
    Field::from_name(name).ok_or_else(|| unknown_field(name, at))
}

fn unknown_field(name: &str, at: Range<usize>) -> Fault {
    let all = || Field::ALL.iter().map(|field| field.name()).chain(Atom::PSEUDO);
    let near: Vec<_> = all().filter(|known| distance(known, name) <= 2).collect();
    let hint = if near.is_empty() {
        format!("the fields are {}", all().collect::<Vec<_>>().join(", "))
    } else {
        format!("did you mean {}?", near.join(" or "))
    };
    Fault::new(at, format!("no field is called `{name}`; {hint}"))
}

/// Edit distance, for hints.
pub(super) fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (index, one) in left.chars().enumerate() {
        let mut diagonal = index;
        let mut before = index + 1;
        let mut next = vec![before];
        for (other, above) in right.chars().zip(row.iter().skip(1)) {
            before = (diagonal + usize::from(one != other)).min(above + 1).min(before + 1);
            diagonal = *above;
            next.push(before);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

fn condition(atom: Atom, value: &Value, at: Range<usize>) -> Result<Condition, Fault> {
    let number = matches!(&atom, Atom::Field(field) if field.is_number());
    Ok(Condition { tests: tests(number, value, &at)?, atom })
}

fn tests(number: bool, value: &Value, at: &Range<usize>) -> Result<Vec<Test>, Fault> {
    let Some(table) = value.as_table() else { return Ok(vec![equals(number, value, at)?]) };
    let mut tests = Vec::new();
    for (operator, operand) in table {
        tests.push(match operator.as_str() {
            "eq" | "in" => equals(number, operand, at)?,
            "ge" => Test::Between(bound(number, operand, at)?, i64::MAX),
            "gt" => Test::Between(bound(number, operand, at)?.saturating_add(1), i64::MAX),
            "le" => Test::Between(i64::MIN, bound(number, operand, at)?),
            "lt" => Test::Between(i64::MIN, bound(number, operand, at)?.saturating_sub(1)),
            "exists" => Test::Exists(
                operand
                    .as_bool()
                    .ok_or_else(|| Fault::new(at.clone(), "`exists` is true or false"))?,
            ),
            "prefix" => Test::Prefix(parts(number, operand, at)?),
            "suffix" => Test::Suffix(parts(number, operand, at)?),
            "contains" => Test::Contains(parts(number, operand, at)?),
            "regex" => regex(number, operand, at)?,
            "not" => Test::Not(tests_of(number, operand, at)?),
            other => {
                let message = format!("no operator is called `{other}`; there are {OPERATORS}");
                return Err(Fault::new(at.clone(), message));
            }
        });
    }
    Ok(tests)
}

fn tests_of(number: bool, value: &Value, at: &Range<usize>) -> Result<Vec<Test>, Fault> {
    tests(number, value, at)
}

fn equals(number: bool, value: &Value, at: &Range<usize>) -> Result<Test, Fault> {
    if number {
        let list = match value {
            Value::Array(list) => list.iter().map(Value::as_integer).collect::<Option<_>>(),
            other => other.as_integer().map(|one| vec![one]),
        };
        let wrong = "the field holds a whole number: compare it with one, or with a list of them";
        return list.map(Test::NumberIn).ok_or_else(|| Fault::new(at.clone(), wrong));
    }
    let wrong = "the field holds text: compare it with a string, or with a list of strings";
    let list = texts(value).ok_or_else(|| Fault::new(at.clone(), wrong))?;
    Ok(Test::TextIn(list.into_iter().map(String::into_bytes).collect()))
}

fn bound(number: bool, value: &Value, at: &Range<usize>) -> Result<i64, Fault> {
    let wrong =
        || Fault::new(at.clone(), "ge, gt, le and lt compare a numeric field with a number");
    if number { value.as_integer().ok_or_else(wrong) } else { Err(wrong()) }
}

fn parts(number: bool, value: &Value, at: &Range<usize>) -> Result<Vec<Vec<u8>>, Fault> {
    let wrong = "prefix, suffix and contains take a string or a list of strings, on a text field";
    let list = texts(value).filter(|_| !number);
    let list = list.ok_or_else(|| Fault::new(at.clone(), wrong))?;
    Ok(list.into_iter().map(String::into_bytes).collect())
}

fn regex(number: bool, value: &Value, at: &Range<usize>) -> Result<Test, Fault> {
    let pattern = value.as_str().filter(|_| !number);
    let pattern =
        pattern.ok_or_else(|| Fault::new(at.clone(), "`regex` takes a string, on a text field"))?;
    let regex = regex::bytes::Regex::new(pattern);
    regex.map(Test::Regex).map_err(|error| Fault::new(at.clone(), error.to_string()))
}

fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Array(list) => list.iter().map(|one| one.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

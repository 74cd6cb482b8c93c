//! What is wrong with a message, and where, in words that need no knowledge of JSON Schema.

use std::collections::BTreeSet;
use std::fmt;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

/// So many faults of one message are told; the first are enough to mend it.
pub const MOST_FAULTS: usize = 16;

/// One thing that is wrong with a message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Where, as a JSON Pointer into what was validated; empty for the whole.
    pub pointer: String,
    /// What, as a fragment: `"name" is missing`.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            return f.write_str(&self.reason);
        }
        write!(f, "{}: {}", self.pointer, self.reason)
    }
}

/// The faults behind errors, in the order of their places, each once.
pub(super) fn read<'e>(errors: impl Iterator<Item = ValidationError<'e>>) -> Vec<Fault> {
    let mut found = BTreeSet::new();
    for error in errors {
        found.extend(faults_of(&error));
        if found.len() >= MOST_FAULTS {
            break;
        }
    }
    found.into_iter().take(MOST_FAULTS).collect()
}

fn faults_of(error: &ValidationError<'_>) -> Vec<Fault> {
    let pointer = error.instance_path().as_str().to_owned();
    if let ValidationErrorKind::AnyOf { context } = error.kind() {
        return faults_of_union(&pointer, error.instance(), context);
    }
    let reason = reason(error.instance(), error.kind());
    vec![Fault { pointer, reason }]
}

fn reason(value: &Value, kind: &ValidationErrorKind) -> String {
    let shown = brief(value);
    match kind {
        ValidationErrorKind::Required { property } => format!("{property} is missing"),
        ValidationErrorKind::Type { kind } => format!("{shown} is no {}", types(kind)),
        ValidationErrorKind::Constant { expected_value } => format!("{shown} is not {expected_value}"),
        ValidationErrorKind::Enum { options } => format!("{shown} is none of {}", listed(options)),
        ValidationErrorKind::Minimum { limit } => format!("{shown} is less than {limit}"),
        ValidationErrorKind::Maximum { limit } => format!("{shown} is more than {limit}"),
        ValidationErrorKind::MaxItems { limit } => format!("there are more than {limit} items"),
        _ => format!("{shown} does not fit"),
    }
}

/// The faults of the form that was meant. A union is told apart by a member that is constant in each of its
/// forms; where no form is of that kind, the kind itself is the fault.
fn faults_of_union(pointer: &str, value: &Value, forms: &[Vec<ValidationError<'_>>]) -> Vec<Fault> {
    let kinds = places_of_kinds(pointer, forms);
    let scores: Vec<_> = forms
        .iter()
        .map(|errors| score(pointer, &kinds, errors))
        .collect();
    let Some(best) = scores.iter().min() else {
        return Vec::new();
    };
    let nearest = || forms.iter().zip(&scores).filter(|(_, score)| *score == best);
    if best.0 > 0 {
        return vec![fault_of_kind(pointer, &kinds, value, forms)];
    }
    let missing: Vec<_> = nearest()
        .map(|(errors, _)| only_missing(pointer, errors))
        .collect();
    if let [Some(_), ..] = missing[..] {
        let names: Vec<_> = unique(missing.into_iter().flatten());
        return vec![Fault {
            pointer: pointer.to_owned(),
            reason: format!("{} is missing", names.join(" or ")),
        }];
    }
    let first = nearest().next().map_or(&[][..], |(errors, _)| errors);
    first.iter().flat_map(faults_of).collect()
}

/// The members that tell the forms apart: those that some form holds constant.
fn places_of_kinds<'e>(pointer: &str, forms: &'e [Vec<ValidationError<'_>>]) -> BTreeSet<&'e str> {
    let is_member = |place: &str| {
        let rest = place.strip_prefix(pointer);
        rest.is_some_and(|rest| rest.matches('/').count() == 1)
    };
    let constants = forms.iter().flatten().filter(|error| {
        let constant = matches!(error.kind(), ValidationErrorKind::Constant { .. });
        constant && is_member(error.instance_path().as_str())
    });
    constants.map(|error| error.instance_path().as_str()).collect()
}

/// How far a value is from a form: kinds that are not its own, members that are missing, all that is wrong.
fn score(pointer: &str, kinds: &BTreeSet<&str>, errors: &[ValidationError<'_>]) -> (usize, usize, usize) {
    let other_kind = errors
        .iter()
        .filter(|error| is_of_kind(pointer, kinds, error))
        .count();
    let missing = errors
        .iter()
        .filter(|error| error.instance_path().as_str() == pointer)
        .count();
    (other_kind, missing, errors.len())
}

/// Whether an error says that a value is not of this form at all: the member that tells is another's, or it is
/// of another JSON type.
fn is_of_kind(pointer: &str, kinds: &BTreeSet<&str>, error: &ValidationError<'_>) -> bool {
    let place = error.instance_path().as_str();
    match error.kind() {
        ValidationErrorKind::Constant { .. } | ValidationErrorKind::Enum { .. } => kinds.contains(place),
        ValidationErrorKind::Type { .. } => place == pointer,
        _ => false,
    }
}

fn fault_of_kind(
    pointer: &str,
    kinds: &BTreeSet<&str>,
    value: &Value,
    forms: &[Vec<ValidationError<'_>>],
) -> Fault {
    let told = || {
        forms
            .iter()
            .flatten()
            .filter(|error| is_of_kind(pointer, kinds, error))
    };
    let members: Vec<_> = told()
        .filter(|error| error.instance_path().as_str() != pointer)
        .collect();
    let Some(first) = members.first() else {
        let kinds = told().filter_map(|error| match error.kind() {
            ValidationErrorKind::Type { kind } => Some(types(kind)),
            _ => None,
        });
        let names = unique(kinds);
        return Fault {
            pointer: pointer.to_owned(),
            reason: format!("{} is no {}", brief(value), names.join(" or ")),
        };
    };
    let place = first.instance_path().as_str();
    let here = members
        .iter()
        .filter(|error| error.instance_path().as_str() == place);
    let names = unique(here.filter_map(|error| match error.kind() {
        ValidationErrorKind::Constant { expected_value } => Some(expected_value.to_string()),
        ValidationErrorKind::Enum { options } => Some(listed(options)),
        _ => None,
    }));
    let not = if names.len() == 1 { "not" } else { "none of" };
    Fault {
        pointer: place.to_owned(),
        reason: format!("{} is {not} {}", brief(first.instance()), names.join(", ")),
    }
}

/// The name of the one member that is all that is missing.
fn only_missing(pointer: &str, errors: &[ValidationError<'_>]) -> Option<String> {
    let [error] = errors else { return None };
    match error.kind() {
        ValidationErrorKind::Required { property } if error.instance_path().as_str() == pointer => {
            Some(property.to_string())
        }
        _ => None,
    }
}

fn types(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(set) => {
            let names: Vec<_> = set.iter().map(|one| one.to_string()).collect();
            names.join(" or ")
        }
    }
}

fn listed(options: &Value) -> String {
    let options = options.as_array().into_iter().flatten();
    options.map(Value::to_string).collect::<Vec<_>>().join(", ")
}

fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut found = Vec::new();
    for name in names {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// A value that came over the wire, short enough to be quoted.
fn brief(value: &Value) -> String {
    const MOST: usize = 40;
    match value {
        Value::Object(members) if !members.is_empty() => "an object".to_owned(),
        Value::Array(items) if !items.is_empty() => "an array".to_owned(),
        other => {
            let text = other.to_string();
            match text.char_indices().nth(MOST) {
                Some((end, _)) => format!("{}…", &text[..end]),
                None => text,
            }
        }
    }
}

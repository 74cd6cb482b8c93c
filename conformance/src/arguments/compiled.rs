//! A schema that was found to be within bounds, and its validator.

use jsonschema::{PatternOptions, Validator};
use serde_json::{Map, Value};

use super::references::{Index, REFERENCES, all};
use super::{Unusable, guarded};

/// Bytes of a schema.
const BYTES: usize = 256 * 1024;
/// Levels of a schema.
const LEVELS: usize = 64;
/// Subschemas of a schema.
const SUBSCHEMAS: usize = 10_000;
/// References in a schema.
const REFERENCE_COUNT: usize = 500;
/// Steps of one validation, counted as the subschemas that it visits.
const STEPS: usize = 50_000;
/// Subschemas that one place of a value may lead through.
const CHAIN: usize = 128;
/// Steps of one match of a pattern that needs backtracking.
const BACKTRACKS: usize = 10_000;
/// Bytes of one compiled pattern.
const PATTERN_BYTES: usize = 256 * 1024;

/// A schema within bounds, ready to validate.
pub struct Compiled<'s> {
    pub(super) schema: &'s Value,
    pub(super) index: Index<'s>,
    validator: Validator,
}

impl<'s> Compiled<'s> {
    /// Compiles a schema, or says why it cannot be used. Nothing is fetched.
    pub fn new(schema: &'s Value) -> Result<Self, Unusable> {
        measure(schema)?;
        let patterns = PatternOptions::fancy_regex()
            .backtrack_limit(BACKTRACKS)
            .size_limit(PATTERN_BYTES);
        let built = guarded(|| {
            jsonschema::options()
                .with_pattern_options(patterns)
                .should_validate_formats(false)
                .offline()
                .build(schema)
        })?;
        let validator = built.map_err(|error| Unusable::Invalid(shortened(&error.to_string())))?;
        Ok(Self {
            schema,
            index: Index::of(schema),
            validator,
        })
    }

    /// Whether the schema accepts a value. Formats are annotations, as 2020-12 has them.
    pub fn accepts(&self, value: &Value) -> Result<bool, Unusable> {
        self.affordable(value)?;
        guarded(|| self.validator.is_valid(value))
    }

    /// Whether a value breaks the schema in one place and no other, as a constraint and not as a limit of ours.
    pub(super) fn breaks_once(&self, value: &Value) -> bool {
        use jsonschema::error::ValidationErrorKind::{BacktrackLimitExceeded, Referencing};
        if self.affordable(value).is_err() {
            return false;
        }
        let looked = guarded(|| {
            let mut errors = self.validator.iter_errors(value);
            let first = errors.next();
            let ours = |kind: &_| matches!(kind, BacktrackLimitExceeded { .. } | Referencing(_));
            first.is_some_and(|error| !ours(error.kind())) && errors.next().is_none()
        });
        looked.unwrap_or(false)
    }

    fn affordable(&self, value: &Value) -> Result<(), Unusable> {
        let mut left = STEPS;
        match self.cost(self.schema, value, 0, &mut left) {
            Some(()) => Ok(()),
            None => Err(Unusable::Endless(STEPS)),
        }
    }

    /// Takes the steps of a validation off what is left, without any of its decisions: an upper bound.
    fn cost(&self, schema: &Value, value: &Value, chain: usize, left: &mut usize) -> Option<()> {
        *left = left.checked_sub(1)?;
        let Some(members) = schema.as_object() else {
            return Some(());
        };
        if chain > CHAIN {
            return None;
        }
        for keyword in REFERENCES {
            let reference = members.get(*keyword).and_then(Value::as_str);
            if let Some(target) = reference.and_then(|reference| self.index.target(reference)) {
                self.cost(target, value, chain + 1, left)?;
            }
        }
        for schema in in_place(members) {
            self.cost(schema, value, chain + 1, left)?;
        }
        match value {
            Value::Object(held) => {
                for (name, member) in held {
                    for schema in of_member(members, name) {
                        self.cost(schema, member, chain + 1, left)?;
                    }
                    if let Some(names) = members.get("propertyNames") {
                        self.cost(names, &Value::String(name.clone()), chain + 1, left)?;
                    }
                }
            }
            Value::Array(held) => {
                for item in held {
                    for schema in of_item(members) {
                        self.cost(schema, item, chain + 1, left)?;
                    }
                }
            }
            _ => {}
        }
        Some(())
    }
}

/// The schemas that look at the same value as the one they stand in.
fn in_place(members: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let lists = ["allOf", "anyOf", "oneOf"].into_iter();
    let listed = lists
        .filter_map(|keyword| members.get(keyword)?.as_array())
        .flatten();
    let single = ["not", "if", "then", "else"].into_iter();
    let named = ["dependentSchemas", "dependencies"].into_iter();
    listed
        .chain(single.filter_map(|keyword| members.get(keyword)))
        .chain(
            named
                .filter_map(|keyword| members.get(keyword)?.as_object())
                .flat_map(Map::values),
        )
}

fn of_member<'m>(members: &'m Map<String, Value>, name: &str) -> Vec<&'m Value> {
    let by_pattern = members.get("patternProperties").and_then(Value::as_object);
    let others = ["additionalProperties", "unevaluatedProperties"];
    let own = members
        .get("properties")
        .and_then(|properties| properties.get(name));
    own.into_iter()
        .chain(by_pattern.into_iter().flat_map(Map::values))
        .chain(others.into_iter().filter_map(|keyword| members.get(keyword)))
        .collect()
}

fn of_item(members: &Map<String, Value>) -> Vec<&Value> {
    let single = ["items", "contains", "additionalItems", "unevaluatedItems"].into_iter();
    let lists = ["prefixItems", "items"].into_iter();
    single
        .filter_map(|keyword| members.get(keyword))
        .chain(
            lists
                .filter_map(|keyword| members.get(keyword)?.as_array())
                .flatten(),
        )
        .collect()
}

fn measure(schema: &Value) -> Result<(), Unusable> {
    let kind = match schema {
        Value::Object(_) | Value::Bool(_) => None,
        Value::Null => Some("null"),
        Value::Number(_) => Some("a number"),
        Value::String(_) => Some("a string"),
        Value::Array(_) => Some("an array"),
    };
    if let Some(kind) = kind {
        return Err(Unusable::NotASchema(kind));
    }
    let within = |what, measured: usize, bound| {
        if measured <= bound {
            Ok(())
        } else {
            Err(Unusable::TooLarge { what, bound })
        }
    };
    within("levels", levels(schema), LEVELS)?;
    within("bytes", schema.to_string().len(), BYTES)?;
    let schemas = all(schema);
    within("subschemas", schemas.len(), SUBSCHEMAS)?;
    let referring = schemas.iter().filter(|schema| schema.get("$ref").is_some());
    within("references", referring.count(), REFERENCE_COUNT)
}

/// How deep a value is; counted without recursion, since what is too deep is what is looked for.
fn levels(value: &Value) -> usize {
    let mut deepest = 0;
    let mut stack = vec![(value, 1)];
    while let Some((value, level)) = stack.pop() {
        deepest = deepest.max(level);
        match value {
            Value::Array(items) => stack.extend(items.iter().map(|item| (item, level + 1))),
            Value::Object(members) => stack.extend(members.values().map(|member| (member, level + 1))),
            _ => {}
        }
    }
    deepest
}

fn shortened(text: &str) -> String {
    text.chars().take(120).collect()
}

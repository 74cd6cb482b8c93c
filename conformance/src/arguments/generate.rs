//! Proposals of values that a schema accepts.

use std::collections::BTreeSet;

use serde_json::{Map, Number, Value, json};

use super::compiled::Compiled;
use super::conjunction::{add, type_names};
use super::references::REFERENCES;
use super::text;
use crate::entropy::Entropy;

/// Subschemas that one proposal may lead through.
const STEPS: usize = 5_000;
/// Levels of a proposal.
const LEVELS: usize = 16;
/// The level from which on nothing optional is made.
const BARE_FROM: usize = 4;
/// Subschemas that may hold for one place.
const CHAIN: usize = 48;
/// Items and members of a proposal, unless a schema asks for more.
const MANY: usize = 2_000;

/// What is chosen where a schema leaves a choice: the first of everything, or what the seed says.
pub(super) struct Choice(Option<Entropy>);

impl Choice {
    /// Always the first.
    pub(super) fn plainest() -> Self {
        Self(None)
    }

    /// As the stream says.
    pub(super) fn seeded(entropy: Entropy) -> Self {
        Self(Some(entropy))
    }

    fn is_plainest(&self) -> bool {
        self.0.is_none()
    }

    /// One of `count` possibilities.
    pub(super) fn below(&mut self, count: usize) -> usize {
        let entropy = self.0.as_mut();
        let chosen = entropy.map_or(0, |entropy| entropy.below("choice", count.max(1) as u64));
        usize::try_from(chosen).unwrap_or(0)
    }
}

/// Makes one proposal.
pub(super) struct Generator<'c> {
    compiled: &'c Compiled<'c>,
    choice: Choice,
    left: usize,
}

impl<'c> Generator<'c> {
    pub(super) fn new(compiled: &'c Compiled<'c>, choice: Choice) -> Self {
        Self {
            compiled,
            choice,
            left: STEPS,
        }
    }

    /// A value for a schema, which need not be the compiled one but may refer to its parts.
    pub(super) fn value(&mut self, schema: &Value) -> Option<Value> {
        self.at(schema, 0)
    }

    fn at(&mut self, schema: &Value, level: usize) -> Option<Value> {
        if level > LEVELS {
            return None;
        }
        let held = self.flat(schema, 0)?;
        if let Some(value) = held.get("const") {
            return Some(value.clone());
        }
        if self.choice.is_plainest()
            && let Some(suggested) = suggested(&held)
        {
            return Some(suggested.clone());
        }
        if let Some(values) = held.get("enum").and_then(Value::as_array) {
            let types = held.get("type").map(type_names).unwrap_or_default();
            let fitting: Vec<_> = values
                .iter()
                .filter(|value| types.is_empty() || types.iter().any(|name| is_of(value, name)))
                .collect();
            return fitting.get(self.choice.below(fitting.len())).copied().cloned();
        }
        let mut types = held.get("type").map(type_names).unwrap_or_default();
        let refused = refused_types(&held);
        if types.iter().any(|name| !refused.contains(name)) {
            types.retain(|name| !refused.contains(name));
        }
        let kind = match types.get(self.choice.below(types.len())) {
            Some(kind) => *kind,
            None => implied(&held),
        };
        match kind {
            "object" => self.object(held.clone(), level),
            "array" => self.array(&held, level),
            "integer" => self.number(&held, true),
            "number" => self.number(&held, false),
            "boolean" => Some(json!(self.choice.below(2) == 1)),
            "null" => Some(Value::Null),
            _ => self.string(&held),
        }
    }

    /// Everything that holds for one place, as one schema without references or alternatives.
    fn flat(&mut self, schema: &Value, chain: usize) -> Option<Map<String, Value>> {
        self.left = self.left.checked_sub(1)?;
        if chain > CHAIN {
            return None;
        }
        let Some(members) = schema.as_object() else {
            return (schema == &json!(true)).then(Map::new);
        };
        let mut held = Map::new();
        for (keyword, value) in members {
            let also = match keyword.as_str() {
                reference if REFERENCES.contains(&reference) => {
                    // What lies elsewhere is left to the validator, which knows the dialects.
                    match value.as_str().and_then(|name| self.compiled.index.target(name)) {
                        Some(target) => self.flat(target, chain + 1)?,
                        None => continue,
                    }
                }
                "allOf" => self.all_of(value.as_array()?, chain)?,
                "anyOf" | "oneOf" => self.one_of(value.as_array()?, chain)?,
                "if" => self.branch(members, chain)?,
                "then" | "else" => continue,
                _ if add(&mut held, keyword, value) => continue,
                _ => return None,
            };
            merge(&mut held, &also)?;
        }
        Some(held)
    }

    fn all_of(&mut self, schemas: &[Value], chain: usize) -> Option<Map<String, Value>> {
        let mut held = Map::new();
        for schema in schemas {
            merge(&mut held, &self.flat(schema, chain + 1)?)?;
        }
        Some(held)
    }

    fn one_of(&mut self, schemas: &[Value], chain: usize) -> Option<Map<String, Value>> {
        let first = self.choice.below(schemas.len());
        let (before, after) = schemas.split_at_checked(first)?;
        let mut alternatives = after.iter().chain(before);
        alternatives.find_map(|schema| self.flat(schema, chain + 1))
    }

    fn branch(&mut self, members: &Map<String, Value>, chain: usize) -> Option<Map<String, Value>> {
        let accepted = json!(true);
        let part = |keyword| members.get(keyword).unwrap_or(&accepted);
        match self.choice.below(2) {
            0 => self.flat(part("else"), chain + 1),
            _ => self.all_of(&[part("if").clone(), part("then").clone()], chain),
        }
    }

    fn object(&mut self, mut held: Map<String, Value>, level: usize) -> Option<Value> {
        let mut names = self.names(&held, level);
        // A member that is there can bring further schemas, and these further members.
        for _ in 0..8 {
            let Some(dependent) = take_dependent(&mut held, &names) else {
                break;
            };
            let also = self.flat(&dependent, 0)?;
            merge(&mut held, &also)?;
            names.extend(required(&held).map(str::to_owned));
        }
        self.fill_up(&held, &mut names)?;
        let mut object = Map::new();
        for name in in_order(&held, &names) {
            let schema = member_schema(&held, &name);
            let value = self.at(&schema, level + 1)?;
            object.insert(name, value);
        }
        Some(Value::Object(object))
    }

    fn names(&mut self, held: &Map<String, Value>, level: usize) -> BTreeSet<String> {
        let mut names: BTreeSet<String> = required(held).map(str::to_owned).collect();
        let most = count(held, "maxProperties").unwrap_or(MANY);
        for (name, schema) in held
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let wanted = level < BARE_FROM && names.len() < most && *schema != json!(false);
            if wanted && !self.choice.is_plainest() && self.choice.below(2) == 1 {
                names.insert(name.clone());
            }
        }
        names
    }

    fn fill_up(&mut self, held: &Map<String, Value>, names: &mut BTreeSet<String>) -> Option<()> {
        let least = count(held, "minProperties").unwrap_or(0);
        if least > MANY {
            return None;
        }
        let properties = held.get("properties").and_then(Value::as_object);
        for name in properties.into_iter().flat_map(Map::keys) {
            if names.len() < least {
                names.insert(name.clone());
            }
        }
        let patterns = held.get("patternProperties").and_then(Value::as_object);
        let patterns: Vec<&String> = patterns.into_iter().flat_map(Map::keys).collect();
        for extra in 0..4 * MANY {
            if names.len() >= least {
                return Some(());
            }
            let by_pattern = patterns.get(extra % patterns.len().max(1));
            let name = match (by_pattern, held.get("propertyNames")) {
                (_, Some(schema)) => self.at(schema, 0)?.as_str()?.to_owned(),
                (Some(pattern), None) => text::of_pattern(pattern, extra / 8, &mut self.choice)?,
                (None, None) => format!("proofhouse{extra}"),
            };
            names.insert(name);
        }
        None
    }

    fn array(&mut self, held: &Map<String, Value>, level: usize) -> Option<Value> {
        let least = count(held, "minItems").unwrap_or(0);
        let most = count(held, "maxItems").unwrap_or(MANY);
        let contained = held.get("contains");
        let contained_least = contained.map_or(0, |_| count(held, "minContains").unwrap_or(1));
        let prefix = held
            .get("prefixItems")
            .or(held.get("items"))
            .and_then(Value::as_array);
        let prefix = prefix.map_or(&[][..], Vec::as_slice);
        let wanted = least.max(contained_least.min(most));
        let more = if level < BARE_FROM {
            self.choice.below(3)
        } else {
            0
        };
        let wanted = (wanted + more).min(most.max(least));
        if wanted > MANY {
            return None;
        }
        let accepted = json!(true);
        let rest = held.get("items").filter(|items| !items.is_array());
        let rest = rest.or(held.get("additionalItems")).unwrap_or(&accepted);
        let distinct = held.get("uniqueItems") == Some(&json!(true));
        let mut items: Vec<Value> = Vec::new();
        for at in 0..wanted {
            let schema = prefix.get(at).unwrap_or(rest);
            if *schema == json!(false) {
                break;
            }
            let schema = match contained {
                Some(contained) if wanted - at <= contained_least => json!({"allOf": [schema, contained]}),
                _ => schema.clone(),
            };
            items.push(self.item(&schema, level, distinct.then_some(&items))?);
        }
        Some(Value::Array(items))
    }

    fn item(&mut self, schema: &Value, level: usize, others: Option<&Vec<Value>>) -> Option<Value> {
        let tries = if others.is_some() { 16 } else { 1 };
        let mut item = None;
        for _ in 0..tries {
            let value = self.at(schema, level + 1)?;
            if others.is_none_or(|others| !others.contains(&value)) {
                return Some(value);
            }
            item = Some(value);
        }
        item
    }

    fn number(&mut self, held: &Map<String, Value>, whole: bool) -> Option<Value> {
        let bound = |keyword: &str| held.get(keyword).and_then(Value::as_f64);
        let step = bound("multipleOf").filter(|step| *step > 0.0);
        let step = if whole {
            Some(step.map_or(1.0, whole_step))
        } else {
            step
        };
        let nudge = step.unwrap_or(0.5);
        let least = [
            bound("minimum"),
            bound("exclusiveMinimum").map(|bound| above(bound, nudge)),
        ];
        let least = least.into_iter().flatten().reduce(f64::max);
        let most = [
            bound("maximum"),
            bound("exclusiveMaximum").map(|bound| -above(-bound, nudge)),
        ];
        let most = most.into_iter().flatten().reduce(f64::min);
        let lowest = least.or(most.map(|most| most.min(1.0))).unwrap_or(1.0);
        let from = step.map_or(lowest, |step| (lowest / step).ceil() * step);
        let room = most.map_or(8.0, |most| ((most - from) / nudge).floor().clamp(0.0, 1_000.0));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped above"
        )]
        let chosen = self.choice.below(room as usize + 1);
        #[expect(clippy::cast_precision_loss, reason = "at most a thousand")]
        let value = from + chosen as f64 * nudge;
        let between = match (least, most) {
            // An open interval narrower than a step.
            (Some(least), Some(most)) if step.is_none() && value > most => {
                f64::midpoint(least - nudge, most + nudge)
            }
            _ => value,
        };
        as_number(between, whole)
    }

    fn string(&mut self, held: &Map<String, Value>) -> Option<Value> {
        let least = count(held, "minLength").unwrap_or(0);
        let most = count(held, "maxLength").unwrap_or(usize::MAX);
        if let Some(pattern) = held.get("pattern").and_then(Value::as_str) {
            return text::of_pattern(pattern, least, &mut self.choice).map(Value::String);
        }
        let format = held
            .get("format")
            .and_then(Value::as_str)
            .and_then(text::of_format);
        if let Some(texts) = format {
            let text = texts[self.choice.below(texts.len())];
            return Some(json!(text));
        }
        let words = ["proofhouse", "a", "Proof House 2", "\u{e9}\u{4e2d}", "0", ""];
        let word = words[self.choice.below(words.len())];
        let text = text::fitted(word, least, most);
        (text.chars().count() >= least).then(|| json!(text))
    }
}

fn merge(held: &mut Map<String, Value>, also: &Map<String, Value>) -> Option<()> {
    also.iter()
        .all(|(keyword, value)| add(held, keyword, value))
        .then_some(())
}

/// What the author of the schema shows as a value.
fn suggested(held: &Map<String, Value>) -> Option<&Value> {
    let example = || held.get("examples")?.as_array()?.first();
    held.get("default")
        .filter(|value| !value.is_null())
        .or_else(example)
}

/// The types that `not` rules out by itself.
fn refused_types(held: &Map<String, Value>) -> Vec<&str> {
    let refused = held.get("not").and_then(Value::as_object);
    let by_type_alone = refused.filter(|refused| refused.len() == 1);
    by_type_alone
        .and_then(|refused| refused.get("type"))
        .map(type_names)
        .unwrap_or_default()
}

fn is_of(value: &Value, name: &str) -> bool {
    match name {
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => value.is_null(),
    }
}

/// The type that keywords speak of where none is named.
fn implied(held: &Map<String, Value>) -> &'static str {
    let kinds: [(&str, &[&str]); 3] = [
        (
            "object",
            &[
                "properties",
                "required",
                "minProperties",
                "patternProperties",
                "propertyNames",
                "additionalProperties",
                "dependentRequired",
                "dependentSchemas",
            ],
        ),
        (
            "array",
            &["items", "prefixItems", "contains", "minItems", "uniqueItems"],
        ),
        (
            "number",
            &[
                "minimum",
                "maximum",
                "exclusiveMinimum",
                "exclusiveMaximum",
                "multipleOf",
            ],
        ),
    ];
    let kind = kinds
        .iter()
        .find(|(_, keywords)| keywords.iter().any(|keyword| held.contains_key(*keyword)));
    kind.map_or("string", |(kind, _)| kind)
}

/// A length or number of items.
pub(super) fn count(held: &Map<String, Value>, keyword: &str) -> Option<usize> {
    let number = held.get(keyword)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "2.0 is a whole number here"
    )]
    let real = || number.as_f64().map(|number| number.max(0.0) as u64);
    usize::try_from(number.as_u64().or_else(real)?).ok()
}

fn required(held: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let names = held.get("required").and_then(Value::as_array);
    names.into_iter().flatten().filter_map(Value::as_str)
}

/// The names, those of `properties` first and in its order.
fn in_order(held: &Map<String, Value>, names: &BTreeSet<String>) -> Vec<String> {
    let properties = held.get("properties").and_then(Value::as_object);
    let known = properties.into_iter().flat_map(Map::keys);
    let mut ordered: Vec<String> = known.filter(|name| names.contains(*name)).cloned().collect();
    for name in names {
        if !ordered.contains(name) {
            ordered.push(name.clone());
        }
    }
    ordered
}

/// What holds for a member.
pub(super) fn member_schema(held: &Map<String, Value>, name: &str) -> Value {
    let own = held.get("properties").and_then(|properties| properties.get(name));
    let by_pattern = held.get("patternProperties").and_then(Value::as_object);
    let matching = by_pattern
        .into_iter()
        .flatten()
        .filter(|(pattern, _)| matches(pattern, name));
    let mut schemas: Vec<Value> = own
        .into_iter()
        .chain(matching.map(|(_, schema)| schema))
        .cloned()
        .collect();
    if schemas.is_empty() {
        let rest = held
            .get("additionalProperties")
            .or(held.get("unevaluatedProperties"));
        schemas.extend(rest.cloned());
    }
    match schemas.len() {
        0 => json!(true),
        1 => schemas.remove(0),
        _ => json!({"allOf": schemas}),
    }
}

/// Whether a name matches a pattern, as the validator has it.
fn matches(pattern: &str, name: &str) -> bool {
    let schema = json!({"pattern": pattern});
    let compiled = Compiled::new(&schema);
    compiled.is_ok_and(|compiled| compiled.accepts(&json!(name)) == Ok(true))
}

/// Takes out the schema or names that one of the members brings with it.
fn take_dependent(held: &mut Map<String, Value>, names: &BTreeSet<String>) -> Option<Value> {
    for keyword in ["dependentRequired", "dependentSchemas", "dependencies"] {
        let Some(dependents) = held.get_mut(keyword).and_then(Value::as_object_mut) else {
            continue;
        };
        let Some(name) = dependents.keys().find(|name| names.contains(*name)).cloned() else {
            continue;
        };
        return match dependents.shift_remove(&name)? {
            Value::Array(required) => Some(json!({"required": required})),
            schema => Some(schema),
        };
    }
    None
}

fn whole_step(step: f64) -> f64 {
    // The least whole multiple of a step such as 0.5 or 2.5, if it is near.
    (1..=100)
        .map(|times| step * f64::from(times))
        .find(|multiple| multiple.fract() == 0.0)
        .unwrap_or(step)
}

fn above(bound: f64, nudge: f64) -> f64 {
    let next = bound + nudge;
    if next.fract() == 0.0 || nudge < 1.0 {
        next
    } else {
        next.floor()
    }
}

/// The number as JSON has it; whole ones without a fraction.
pub(super) fn as_number(value: f64, whole: bool) -> Option<Value> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "whole and in range")]
        return Some(json!(value as i64));
    }
    if whole && value.fract() != 0.0 {
        return None;
    }
    Number::from_f64(value).map(Value::Number)
}

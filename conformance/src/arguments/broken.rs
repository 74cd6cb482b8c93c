//! Arguments with one constraint broken.

use serde_json::{Map, Value, json};

use super::compiled::Compiled;
use super::conjunction::type_names;
use super::generate::{Choice, Generator, as_number, count, member_schema};
use super::references::REFERENCES;

/// Levels of arguments that are broken.
const LEVELS: usize = 6;
/// Subschemas that may hold for one place.
const CHAIN: usize = 32;
/// Proposals that are made before they are confirmed.
const PROPOSALS: usize = 400;
/// Items and characters that a value is made longer by.
const LONGER: usize = 4_096;

/// Arguments that a schema refuses for one reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    /// The keyword that they break.
    pub keyword: &'static str,
    /// The member that breaks it, as a JSON pointer; empty for the arguments as a whole.
    pub place: String,
    /// The arguments.
    pub arguments: Value,
}

impl Compiled<'_> {
    /// Arguments that differ from accepted ones in one place and break one constraint there, one for each
    /// constraint of the schema that can be broken alone. The arguments stay an object.
    ///
    /// A `format` is never broken: since 2019-09 it is no assertion.
    pub fn broken(&self, accepted: &Value) -> Vec<Broken> {
        let mut breaker = Breaker {
            compiled: self,
            left: PROPOSALS,
        };
        let mut proposed = Vec::new();
        breaker.look(self.schema, accepted, 0, 0, &mut proposed);
        let mut found: Vec<Broken> = Vec::new();
        for proposal in proposed {
            let known = found
                .iter()
                .any(|broken| (broken.keyword, &broken.place) == (proposal.keyword, &proposal.place));
            if !known && proposal.arguments.is_object() && self.breaks_once(&proposal.arguments) {
                found.push(proposal);
            }
        }
        found
    }
}

struct Breaker<'c> {
    compiled: &'c Compiled<'c>,
    left: usize,
}

impl Breaker<'_> {
    /// Proposes replacements of a value, none of them confirmed.
    fn look(&mut self, schema: &Value, value: &Value, level: usize, chain: usize, out: &mut Vec<Broken>) {
        let Some(members) = schema.as_object() else { return };
        if level > LEVELS || chain > CHAIN || self.left == 0 {
            return;
        }
        for keyword in REFERENCES {
            let reference = members.get(*keyword).and_then(Value::as_str);
            if let Some(target) = reference.and_then(|name| self.compiled.index.target(name)) {
                self.look(target, value, level, chain + 1, out);
            }
        }
        let listed = members
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let branches = ["then", "else"]
            .into_iter()
            .filter_map(|keyword| members.get(keyword));
        let dependent = members.get("dependentSchemas").and_then(Value::as_object);
        for schema in listed
            .chain(branches)
            .chain(dependent.into_iter().flat_map(Map::values))
        {
            self.look(schema, value, level, chain + 1, out);
        }
        self.general(members, value, out);
        match value {
            Value::String(text) => strings(members, text, out),
            Value::Number(_) => numbers(members, value, out),
            Value::Array(items) => self.array(members, items, level, out),
            Value::Object(held) => self.object(members, held, level, out),
            _ => {}
        }
    }

    fn made(&self, schema: &Value) -> Option<Value> {
        Generator::new(self.compiled, Choice::plainest()).value(schema)
    }

    fn general(&mut self, members: &Map<String, Value>, value: &Value, out: &mut Vec<Broken>) {
        if let Some(types) = members.get("type") {
            let types = type_names(types);
            // Nobody takes an object for a scalar; where objects are right, a number is not.
            let others = [
                (json!({"proofhouse": []}), "object"),
                (json!(5), "integer"),
                (json!("proofhouse"), "string"),
                (json!([]), "array"),
            ];
            let right =
                |kind: &str| types.contains(&kind) || (kind == "integer" && types.contains(&"number"));
            let wrong = others.into_iter().filter(|(_, kind)| !right(kind));
            out.extend(wrong.map(|(other, _)| whole("type", other)));
        }
        for keyword in ["enum", "const"] {
            if members.contains_key(keyword) {
                let other = match value {
                    Value::Number(number) => json!(number.as_f64().unwrap_or(0.0) + 1_000_003.0),
                    Value::Bool(value) => json!(!value),
                    Value::String(_) => json!("proofhouse-none"),
                    _ => json!({"proofhouse": []}),
                };
                out.push(whole(keyword, other));
            }
        }
        for keyword in ["anyOf", "oneOf"] {
            if members.contains_key(keyword) {
                let others = [
                    json!({"proofhouse": []}),
                    json!(5),
                    json!("proofhouse-none"),
                    json!([[]]),
                ];
                out.extend(others.map(|other| whole(keyword, other)));
            }
        }
        if let Some(made) = members.get("not").and_then(|schema| self.made(schema)) {
            out.push(whole("not", made));
        }
        self.left = self.left.saturating_sub(1);
    }

    fn object(
        &mut self,
        members: &Map<String, Value>,
        held: &Map<String, Value>,
        level: usize,
        out: &mut Vec<Broken>,
    ) {
        let with = |name: &str, value: Value| {
            let mut changed = held.clone();
            changed.insert(name.to_owned(), value);
            Value::Object(changed)
        };
        let without = |name: &str| {
            let mut changed = held.clone();
            changed.shift_remove(name);
            Value::Object(changed)
        };
        let required = members.get("required").and_then(Value::as_array);
        for name in required.into_iter().flatten().filter_map(Value::as_str) {
            out.push(at("required", name, without(name)));
        }
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            if members.get(keyword) == Some(&json!(false)) {
                out.push(whole(keyword, with("proofhouse-extra", json!(1))));
            }
        }
        if members.contains_key("propertyNames") {
            for name in [
                "",
                "Proofhouse Extra!",
                "proofhouse-extra-of-more-than-thirty-two-characters",
            ] {
                out.push(whole("propertyNames", with(name, json!(1))));
            }
        }
        if let Some(least) = count(members, "minProperties") {
            let kept = held.iter().take(least.saturating_sub(1));
            out.push(whole(
                "minProperties",
                kept.map(|(name, value)| (name.clone(), value.clone())).collect(),
            ));
        }
        if let Some(most) = count(members, "maxProperties").filter(|most| *most < LONGER) {
            let mut changed = held.clone();
            for extra in 0..=most {
                if changed.len() <= most {
                    let name = format!("proofhouse{extra}");
                    let value = self.made(&member_schema(members, &name)).unwrap_or(json!(1));
                    changed.insert(name, value);
                }
            }
            out.push(whole("maxProperties", Value::Object(changed)));
        }
        for keyword in ["dependentRequired", "dependencies"] {
            for (name, needed) in members
                .get(keyword)
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
            {
                let Some(needed) = needed.as_array().and_then(|names| names.first()?.as_str()) else {
                    continue;
                };
                let made = held
                    .get(name)
                    .cloned()
                    .or_else(|| self.made(&member_schema(members, name)));
                if let Some(Value::Object(mut changed)) = made.map(|value| with(name, value)) {
                    changed.shift_remove(needed);
                    out.push(whole(keyword, Value::Object(changed)));
                }
            }
        }
        let properties = members.get("properties").and_then(Value::as_object);
        for (name, schema) in properties.into_iter().flatten() {
            let Some(member) = held.get(name).cloned().or_else(|| self.made(schema)) else {
                continue;
            };
            self.inside(schema, &member, &escaped(name), level, out, |changed| {
                with(name, changed)
            });
        }
        let others = ["patternProperties", "additionalProperties"];
        if others
            .iter()
            .any(|keyword| members.get(*keyword).is_some_and(Value::is_object))
        {
            for (name, member) in held {
                if properties.is_none_or(|properties| !properties.contains_key(name)) {
                    let schema = member_schema(members, name);
                    self.inside(&schema, member, &escaped(name), level, out, |changed| {
                        with(name, changed)
                    });
                }
            }
        }
    }

    fn array(&mut self, members: &Map<String, Value>, items: &[Value], level: usize, out: &mut Vec<Broken>) {
        let prefix = members
            .get("prefixItems")
            .or(members.get("items"))
            .and_then(Value::as_array);
        let accepted = json!(true);
        let schema_of = |at: usize| {
            let rest = members.get("items").filter(|items| !items.is_array());
            prefix
                .and_then(|prefix| prefix.get(at))
                .or(rest)
                .unwrap_or(&accepted)
        };
        if let Some(least) = count(members, "minItems").filter(|least| *least > 0) {
            out.push(whole(
                "minItems",
                json!(items.iter().take(least - 1).collect::<Vec<_>>()),
            ));
        }
        if let Some(most) = count(members, "maxItems").filter(|most| *most < LONGER) {
            let mut longer = items.to_vec();
            while longer.len() <= most {
                let known = items.first().cloned();
                let Some(item) = known.or_else(|| self.made(schema_of(longer.len()))) else {
                    break;
                };
                longer.push(item);
            }
            out.push(whole("maxItems", json!(longer)));
        }
        if members.get("uniqueItems") == Some(&json!(true)) {
            let first = items.first().cloned().or_else(|| self.made(schema_of(0)));
            if let Some(first) = first {
                let rest = items.iter().skip(2).cloned();
                out.push(whole(
                    "uniqueItems",
                    [first.clone(), first].into_iter().chain(rest).collect(),
                ));
            }
        }
        if members.contains_key("contains") {
            out.push(whole("contains", json!([])));
            let others = [
                json!("proofhouse-none"),
                json!(-1_000_003),
                json!({"proofhouse": []}),
            ];
            out.extend(others.map(|other| whole("contains", json!(vec![other; items.len()]))));
        }
        for place in 0..items.len().max(1).min(prefix.map_or(1, Vec::len).max(1)) {
            let schema = schema_of(place);
            let Some(item) = items.get(place).cloned().or_else(|| self.made(schema)) else {
                continue;
            };
            self.inside(schema, &item, &place.to_string(), level, out, |changed| {
                let mut all = items.to_vec();
                match all.get_mut(place) {
                    Some(item) => *item = changed,
                    None => all.push(changed),
                }
                Value::Array(all)
            });
        }
    }

    /// Breaks a part of a value.
    fn inside(
        &mut self,
        schema: &Value,
        part: &Value,
        name: &str,
        level: usize,
        out: &mut Vec<Broken>,
        put: impl Fn(Value) -> Value,
    ) {
        let mut inner = Vec::new();
        self.look(schema, part, level + 1, 0, &mut inner);
        out.extend(inner.into_iter().map(|broken| Broken {
            keyword: broken.keyword,
            place: format!("/{name}{}", broken.place),
            arguments: put(broken.arguments),
        }));
    }
}

fn whole(keyword: &'static str, value: Value) -> Broken {
    Broken {
        keyword,
        place: String::new(),
        arguments: value,
    }
}

fn at(keyword: &'static str, name: &str, value: Value) -> Broken {
    Broken {
        place: format!("/{}", escaped(name)),
        ..whole(keyword, value)
    }
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn strings(members: &Map<String, Value>, text: &str, out: &mut Vec<Broken>) {
    let length = text.chars().count();
    if let Some(least) = count(members, "minLength").filter(|least| *least > 0) {
        out.push(whole(
            "minLength",
            json!(text.chars().take(least - 1).collect::<String>()),
        ));
    }
    if let Some(most) = count(members, "maxLength").filter(|most| *most < 256 * 1024) {
        let more = (most + 1).saturating_sub(length);
        for filling in text.chars().last().into_iter().chain(['a', '0']) {
            let longer: String = text.chars().chain(std::iter::repeat_n(filling, more)).collect();
            out.push(whole("maxLength", json!(longer)));
        }
    }
    if members.contains_key("pattern") {
        let same_length = |filling: char| std::iter::repeat_n(filling, length).collect::<String>();
        let others = [
            same_length('!'),
            same_length('a'),
            same_length('0'),
            same_length(' '),
            String::new(),
        ];
        out.extend(others.into_iter().map(|other| whole("pattern", json!(other))));
    }
}

fn numbers(members: &Map<String, Value>, value: &Value, out: &mut Vec<Broken>) {
    let bound = |keyword: &str| members.get(keyword).and_then(Value::as_f64);
    let step = bound("multipleOf").filter(|step| *step > 0.0);
    let beyond = step.filter(|step| *step > 1.0).unwrap_or(1.0);
    let mut propose =
        |keyword, number: f64| out.extend(as_number(number, false).map(|value| whole(keyword, value)));
    if let Some(least) = bound("minimum") {
        propose("minimum", least - beyond);
    }
    if let Some(most) = bound("maximum") {
        propose("maximum", most + beyond);
    }
    if let Some(least) = bound("exclusiveMinimum") {
        propose("exclusiveMinimum", least);
    }
    if let Some(most) = bound("exclusiveMaximum") {
        propose("exclusiveMaximum", most);
    }
    if let (Some(step), Some(number)) = (step, value.as_f64()) {
        propose("multipleOf", number + 1.0);
        propose("multipleOf", number - 1.0);
        propose("multipleOf", number + step / 2.0);
    }
}

//! A second, small reader of our schemas: it makes messages that fit them, breaks those in one place, and says by
//! itself whether a value fits. It knows the keywords that our schemas use and refuses any other.

use std::collections::BTreeMap;

use conformance::revision::Revision;
use conformance::schema::Files;
use proptest::prelude::*;
use proptest::strategy::Union;
use serde_json::{Map, Value, json};

/// The name of a member that no revision defines; members of that name are allowed everywhere.
pub const UNKNOWN: &str = "x-unknown";

/// The files of a revision, parsed.
pub struct Book {
    pub files: BTreeMap<&'static str, Value>,
}

/// A message that is wrong in one place.
pub struct Broken {
    /// Where a fault must be told.
    pub pointer: String,
    /// What was done, for messages of failed tests.
    pub what: String,
    pub message: Value,
}

impl Book {
    pub fn of(revision: Revision) -> Self {
        let named = Files::of(revision).named();
        let parsed = named.map(|(name, text)| (name, serde_json::from_str(text).expect("it is JSON")));
        Self {
            files: parsed.into_iter().collect(),
        }
    }

    pub fn definition(&self, file: &str, name: &str) -> &Value {
        &self.files[file]["$defs"][name]
    }

    /// What a reference leads to: all of them lead to types.
    fn resolve<'b>(&'b self, schema: &'b Value) -> &'b Value {
        match schema["$ref"].as_str() {
            None => schema,
            Some(reference) => {
                let (_, name) = reference.rsplit_once('/').expect("a reference has a name");
                self.resolve(self.definition("types.json", name))
            }
        }
    }

    /// Values that fit.
    pub fn values(&self, schema: &Value) -> BoxedStrategy<Value> {
        let schema = self.resolve(schema);
        if schema == &json!(true) {
            return anything();
        }
        if let Some(forms) = schema["anyOf"].as_array() {
            return Union::new(forms.iter().map(|form| self.values(form))).boxed();
        }
        if let Some(constant) = schema.get("const") {
            return Just(constant.clone()).boxed();
        }
        if let Some(options) = schema["enum"].as_array() {
            return proptest::sample::select(options.clone()).boxed();
        }
        match &schema["type"] {
            Value::Array(kinds) => {
                Union::new(kinds.iter().map(|kind| self.values(&json!({ "type": kind })))).boxed()
            }
            kind => self.values_of_type(kind.as_str().expect("it has a type"), schema),
        }
    }

    fn values_of_type(&self, kind: &str, schema: &Value) -> BoxedStrategy<Value> {
        match kind {
            "string" => "[a-z]{1,6}".prop_map(Value::from).boxed(),
            "boolean" => any::<bool>().prop_map(Value::from).boxed(),
            "null" => Just(Value::Null).boxed(),
            "number" if schema.get("maximum").is_some() => {
                proptest::sample::select(vec![json!(0.0), json!(0.25), json!(1.0)]).boxed()
            }
            "number" | "integer" => (0..1000_i64).prop_map(Value::from).boxed(),
            "array" => {
                let items = schema
                    .get("items")
                    .map_or_else(anything, |items| self.values(items));
                prop::collection::vec(items, 0..3).prop_map(Value::from).boxed()
            }
            "object" => self.objects(schema),
            other => panic!("there is no way to make a {other}"),
        }
    }

    fn objects(&self, schema: &Value) -> BoxedStrategy<Value> {
        let required = names(&schema["required"]);
        let mut objects = Just(Map::new()).boxed();
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            let member = self.values(member);
            let member = if required.contains(&name.as_str()) {
                member.prop_map(Some).boxed()
            } else {
                prop::option::of(member).boxed()
            };
            let name = name.clone();
            objects = (objects, member)
                .prop_map(move |(mut object, member)| {
                    object.extend(member.map(|member| (name.clone(), member)));
                    object
                })
                .boxed();
        }
        let (others, most) = match schema.get("additionalProperties") {
            Some(others) => (self.values(others), 3),
            None if schema.get("properties").is_some() => (anything(), 1),
            None => (anything(), 2),
        };
        let is_map = most > 1;
        let others = prop::collection::vec(others, 0..=most);
        (objects, others)
            .prop_map(move |(mut object, others)| {
                for (index, other) in others.into_iter().enumerate() {
                    let name = if is_map {
                        format!("k{index}")
                    } else {
                        UNKNOWN.to_owned()
                    };
                    object.insert(name, other);
                }
                Value::Object(object)
            })
            .boxed()
    }

    /// Whether a value fits, by this reader.
    pub fn fits(&self, schema: &Value, value: &Value) -> bool {
        let schema = self.resolve(schema);
        let Some(keywords) = schema.as_object() else {
            return schema == &json!(true);
        };
        keywords.iter().all(|(keyword, limit)| match keyword.as_str() {
            "anyOf" => array(limit).iter().any(|form| self.fits(form, value)),
            "const" => limit == value,
            "enum" => array(limit).contains(value),
            "type" => match limit {
                Value::Array(kinds) => kinds.iter().any(|kind| is_of_type(value, kind)),
                kind => is_of_type(value, kind),
            },
            "minimum" => value.as_f64() >= limit.as_f64(),
            "maximum" => value
                .as_f64()
                .is_none_or(|number| number <= limit.as_f64().unwrap_or(0.0)),
            "maxItems" => array(value).len() as u64 <= limit.as_u64().unwrap_or(0),
            "required" => names(limit).iter().all(|name| value.get(name).is_some()),
            "items" => array(value).iter().all(|item| self.fits(limit, item)),
            "properties" => {
                let members = limit.as_object().into_iter().flatten();
                members
                    .into_iter()
                    .all(|(name, schema)| value.get(name).is_none_or(|member| self.fits(schema, member)))
            }
            "additionalProperties" => {
                assert!(
                    schema.get("properties").is_none(),
                    "a map has no members of its own"
                );
                let members = value.as_object().into_iter().flatten();
                members.into_iter().all(|(_, member)| self.fits(limit, member))
            }
            other => panic!("our schemas do not use {other:?}"),
        })
    }

    /// The message broken in each place that the schema says something about, once each.
    pub fn broken(&self, schema: &Value, message: &Value) -> Vec<Broken> {
        let mut found = Vec::new();
        self.break_at(schema, message, "", message, &mut found);
        // Where forms overlap, what breaks one can fit another.
        found.retain(|broken| !self.fits(schema, &broken.message));
        found
    }

    fn break_at(&self, schema: &Value, value: &Value, place: &str, whole: &Value, found: &mut Vec<Broken>) {
        let schema = self.resolve(schema);
        if let Some(forms) = schema["anyOf"].as_array() {
            let form = forms.iter().find(|form| self.fits(form, value));
            return self.break_at(form.expect("one form fits"), value, place, whole, found);
        }
        if let Some(wrong) = wrong_value(schema, value)
            && !place.is_empty()
        {
            found.push(Broken {
                pointer: place.to_owned(),
                what: format!("{place} is {wrong}"),
                message: with(whole, place, Some(wrong)),
            });
        }
        for name in names(&schema["required"]) {
            let member = format!("{place}/{}", escaped(name));
            found.push(Broken {
                pointer: place.to_owned(),
                what: format!("{member} is gone"),
                message: with(whole, &member, None),
            });
        }
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            if let Some(inner) = value.get(name) {
                self.break_at(member, inner, &format!("{place}/{}", escaped(name)), whole, found);
            }
        }
        if let (Some(items), Some(first)) = (schema.get("items"), value.get(0)) {
            self.break_at(items, first, &format!("{place}/0"), whole, found);
        }
        if let (Some(members), Some(first)) = (schema.get("additionalProperties"), value.get("k0")) {
            self.break_at(members, first, &format!("{place}/k0"), whole, found);
        }
    }
}

/// Every place of a schema document that is a schema itself, with its pointer.
pub fn subschemas(document: &Value) -> Vec<&Map<String, Value>> {
    let mut found = Vec::new();
    let mut open: Vec<&Value> = document["$defs"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(_, def)| def)
        .collect();
    while let Some(schema) = open.pop() {
        let Some(keywords) = schema.as_object() else {
            continue;
        };
        found.push(keywords);
        for (keyword, inner) in keywords {
            match keyword.as_str() {
                "anyOf" => open.extend(array(inner)),
                "items" | "additionalProperties" => open.push(inner),
                "properties" => {
                    open.extend(inner.as_object().into_iter().flatten().map(|(_, member)| member));
                }
                _ => {}
            }
        }
    }
    found
}

fn anything() -> BoxedStrategy<Value> {
    let some = [
        json!(7),
        json!("seven"),
        json!(true),
        json!({ "a": [1] }),
        json!([{ "b": "c" }]),
    ];
    proptest::sample::select(some.to_vec()).boxed()
}

/// A value that the schema of one place refuses: of another type, or not the constant.
fn wrong_value(schema: &Value, value: &Value) -> Option<Value> {
    if schema.get("const").is_some() || schema.get("enum").is_some() {
        return Some(json!("no-such-value"));
    }
    if schema.get("maximum").is_some() {
        return Some(json!(1.5));
    }
    schema.get("type")?;
    Some(match value {
        Value::Object(_) => json!("no-object"),
        Value::Array(_) => json!({}),
        _ => json!({ "wrong": [] }),
    })
}

/// The message with another value at a place, or without the member there.
fn with(message: &Value, place: &str, value: Option<Value>) -> Value {
    let mut message = message.clone();
    let (parent, name) = place.rsplit_once('/').expect("it is not the whole");
    let parent = message.pointer_mut(parent).expect("the place exists");
    match (parent, value) {
        (Value::Array(items), Some(value)) => items[0] = value,
        (Value::Object(members), value) => {
            let name = name.replace("~1", "/").replace("~0", "~");
            match value {
                Some(value) => members.insert(name, value),
                None => members.shift_remove(&name),
            };
        }
        other => panic!("nothing can be put into {other:?}"),
    }
    message
}

fn is_of_type(value: &Value, kind: &Value) -> bool {
    match kind.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_i64() || value.is_u64(),
        other => panic!("{other:?} is no type"),
    }
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn names(list: &Value) -> Vec<&str> {
    array(list).iter().filter_map(Value::as_str).collect()
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

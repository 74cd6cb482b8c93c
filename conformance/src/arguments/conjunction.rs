//! Two schemas that hold at once, written as one.
//!
//! This is a help to the generator and may be wrong where keywords depend on their neighbours: every value
//! made from it is confirmed against the whole schema.

use serde_json::{Map, Value, json};

/// Adds a keyword to what already holds; false if nothing can satisfy both.
pub(super) fn add(held: &mut Map<String, Value>, keyword: &str, value: &Value) -> bool {
    let Some(old) = held.get(keyword).cloned() else {
        held.insert(keyword.to_owned(), value.clone());
        return true;
    };
    let both = match keyword {
        "type" => types(&old, value),
        "enum" => shared(&old, value),
        "const" => (old == *value).then_some(old),
        "required" => Some(united(&old, value)),
        "properties" | "patternProperties" | "dependentSchemas" | "dependentRequired" | "dependencies" => {
            Some(named(&old, value))
        }
        "items" | "contains" | "propertyNames" | "additionalProperties" => {
            Some(json!({"allOf": [old, value]}))
        }
        "not" => Some(json!({"anyOf": [old, value]})),
        "prefixItems" => Some(aligned(&old, value)),
        "minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties" | "minContains" => {
            Some(if number(&old) >= number(value) {
                old
            } else {
                value.clone()
            })
        }
        "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties" | "maxContains" => {
            Some(if number(&old) <= number(value) {
                old
            } else {
                value.clone()
            })
        }
        "multipleOf" => Some(common_multiple(&old, value)),
        "uniqueItems" => Some(json!(old == true || *value == true)),
        _ => Some(old),
    };
    match both {
        Some(both) => held.insert(keyword.to_owned(), both).is_some(),
        None => false,
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(0.0)
}

/// The types of a `type` keyword.
pub(super) fn type_names(value: &Value) -> Vec<&str> {
    match value {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn types(a: &Value, b: &Value) -> Option<Value> {
    let (a, b) = (type_names(a), type_names(b));
    let both: Vec<_> = a
        .iter()
        .filter_map(|name| match *name {
            "number" if !b.contains(&"number") && b.contains(&"integer") => Some("integer"),
            "integer" if b.contains(&"number") => Some("integer"),
            name => b.contains(&name).then_some(name),
        })
        .collect();
    (!both.is_empty()).then(|| json!(both))
}

fn shared(a: &Value, b: &Value) -> Option<Value> {
    let other = b.as_array()?;
    let both: Vec<_> = a
        .as_array()?
        .iter()
        .filter(|value| other.contains(value))
        .collect();
    (!both.is_empty()).then(|| json!(both))
}

fn united(a: &Value, b: &Value) -> Value {
    let mut all = a.as_array().cloned().unwrap_or_default();
    for item in b.as_array().into_iter().flatten() {
        if !all.contains(item) {
            all.push(item.clone());
        }
    }
    all.into()
}

fn named(a: &Value, b: &Value) -> Value {
    let mut all = a.as_object().cloned().unwrap_or_default();
    for (name, value) in b.as_object().into_iter().flatten() {
        let both = match all.get(name) {
            Some(old @ Value::Array(_)) if value.is_array() => united(old, value),
            Some(old) => json!({"allOf": [old, value]}),
            None => value.clone(),
        };
        all.insert(name.clone(), both);
    }
    all.into()
}

fn aligned(a: &Value, b: &Value) -> Value {
    let (Some(a), Some(b)) = (a.as_array(), b.as_array()) else {
        return a.clone();
    };
    let longest = a.len().max(b.len());
    let both = (0..longest).map(|at| match (a.get(at), b.get(at)) {
        (Some(a), Some(b)) => json!({"allOf": [a, b]}),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => json!(true),
    });
    both.collect()
}

fn common_multiple(a: &Value, b: &Value) -> Value {
    let (Some(one), Some(other)) = (a.as_u64(), b.as_u64()) else {
        return if number(a) >= number(b) {
            a.clone()
        } else {
            b.clone()
        };
    };
    let (mut x, mut y) = (one.max(1), other.max(1));
    while y != 0 {
        (x, y) = (y, x % y);
    }
    (one / x)
        .checked_mul(other)
        .map_or_else(|| a.clone(), Value::from)
}

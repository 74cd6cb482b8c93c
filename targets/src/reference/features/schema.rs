//! Checks arguments against the input schemas that this server publishes.
//!
//! It knows the keywords that those schemas use, and no others.

use serde_json::{Map, Value};

/// What is wrong with `value`, or nothing.
pub(super) fn violation(schema: &Value, value: &Value, path: &str) -> Option<String> {
    let fits = match schema["type"].as_str() {
        Some("object") => return object_violation(schema, value, path),
        Some("string") => value.is_string(),
        Some("integer") => is_whole(value),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        _ => true,
    };
    if !fits {
        return Some(format!(
            "{path} must be of type {}",
            schema["type"].as_str().unwrap_or("any")
        ));
    }
    let number = value.as_f64();
    let bound = |keyword: &str| schema[keyword].as_f64();
    if let (Some(number), Some(least)) = (number, bound("minimum"))
        && number < least
    {
        return Some(format!("{path} must be at least {least}"));
    }
    if let (Some(number), Some(most)) = (number, bound("maximum"))
        && number > most
    {
        return Some(format!("{path} must be at most {most}"));
    }
    let length = value.as_str().map(|text| text.chars().count() as u64);
    match (length, schema["maxLength"].as_u64()) {
        (Some(length), Some(most)) if length > most => {
            Some(format!("{path} must have at most {most} characters"))
        }
        _ => None,
    }
}

fn object_violation(schema: &Value, value: &Value, path: &str) -> Option<String> {
    let Value::Object(members) = value else {
        return Some(format!("{path} must be of type object"));
    };
    let none = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&none);
    let required = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    for name in required {
        if !members.contains_key(name) {
            return Some(format!("{path} lacks {name:?}"));
        }
    }
    members
        .iter()
        .find_map(|(name, member)| match properties.get(name) {
            Some(schema) => violation(schema, member, &format!("{path}.{name}")),
            None => Some(format!("{path} has an unknown member {name:?}")),
        })
}

/// JSON Schema counts `2.0` as an integer.
fn is_whole(value: &Value) -> bool {
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_published_keyword_is_enforced() {
        let schema = json!({"type": "object", "properties": {"to": {"type": "integer", "minimum": 1, "maximum": 20}}, "required": ["to"]});
        assert_eq!(violation(&schema, &json!({"to": 20}), "arguments"), None);
        for wrong in [
            json!({}),
            json!({"to": 0}),
            json!({"to": 21}),
            json!({"to": "3"}),
            json!({"to": 1.5}),
            json!({"to": 2, "x": 1}),
            json!([]),
        ] {
            assert!(violation(&schema, &wrong, "arguments").is_some(), "{wrong}");
        }
    }
}

//! Checks values against the schemas that this server publishes.
//!
//! It knows the keywords that those schemas use, and no others.

use serde_json::Value;

/// What is wrong with `value`, or nothing.
pub(super) fn violation(schema: &Value, value: &Value, path: &str) -> Option<String> {
    Schema {
        root: schema,
        part: schema,
    }
    .violation(value, path)
}

/// A part of a schema, and the whole, to which references lead.
#[derive(Clone, Copy)]
struct Schema<'a> {
    root: &'a Value,
    part: &'a Value,
}

impl<'a> Schema<'a> {
    fn of(self, part: &'a Value) -> Self {
        Self { part, ..self }
    }

    fn keyword(self, name: &str) -> Option<&'a Value> {
        self.part.get(name)
    }

    /// The schemas that a keyword lists.
    fn listed(self, name: &str) -> impl Iterator<Item = Self> {
        let listed = self.keyword(name).and_then(Value::as_array).into_iter().flatten();
        listed.map(move |part| self.of(part))
    }

    fn admits(self, value: &Value) -> bool {
        self.violation(value, "value").is_none()
    }

    fn violation(self, value: &Value, path: &str) -> Option<String> {
        self.type_violation(value, path)
            .or_else(|| self.choice_violation(value, path))
            .or_else(|| self.number_violation(value, path))
            .or_else(|| self.length_violation(value, path))
            .or_else(|| self.object_violation(value, path))
            .or_else(|| self.item_violation(value, path))
            .or_else(|| self.composed_violation(value, path))
    }

    fn type_violation(self, value: &Value, path: &str) -> Option<String> {
        let name = self.keyword("type")?.as_str()?;
        let fits = match name {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "integer" => is_whole(value),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            _ => true,
        };
        (!fits).then(|| format!("{path} must be of type {name}"))
    }

    fn choice_violation(self, value: &Value, path: &str) -> Option<String> {
        let choices = self.keyword("enum").and_then(Value::as_array);
        let fits = self.keyword("const").is_none_or(|only| only == value)
            && choices.is_none_or(|choices| choices.contains(value));
        (!fits).then(|| format!("{path} must be one of the values that its schema lists"))
    }

    fn number_violation(self, value: &Value, path: &str) -> Option<String> {
        let number = value.as_f64()?;
        let bound = |keyword: &str| self.keyword(keyword).and_then(Value::as_f64);
        match (bound("minimum"), bound("maximum")) {
            (Some(least), _) if number < least => Some(format!("{path} must be at least {least}")),
            (_, Some(most)) if number > most => Some(format!("{path} must be at most {most}")),
            _ => None,
        }
    }

    fn length_violation(self, value: &Value, path: &str) -> Option<String> {
        let length = value.as_str()?.chars().count() as u64;
        let most = self.keyword("maxLength")?.as_u64()?;
        (length > most).then(|| format!("{path} must have at most {most} characters"))
    }

    fn object_violation(self, value: &Value, path: &str) -> Option<String> {
        let members = value.as_object()?;
        let properties = self.keyword("properties").and_then(Value::as_object);
        let closed = self.keyword("additionalProperties") == Some(&Value::from(false));
        let required = self.keyword("required").and_then(Value::as_array);
        let required = required.into_iter().flatten().filter_map(Value::as_str);
        for name in required {
            if !members.contains_key(name) {
                return Some(format!("{path} lacks {name:?}"));
            }
        }
        members.iter().find_map(|(name, member)| {
            match properties.and_then(|properties| properties.get(name)) {
                Some(part) => self.of(part).violation(member, &format!("{path}.{name}")),
                None => closed.then(|| format!("{path} has an unknown member {name:?}")),
            }
        })
    }

    fn item_violation(self, value: &Value, path: &str) -> Option<String> {
        let items = self.of(self.keyword("items")?);
        let mut numbered = value.as_array()?.iter().enumerate();
        numbered.find_map(|(number, item)| items.violation(item, &format!("{path}[{number}]")))
    }

    fn composed_violation(self, value: &Value, path: &str) -> Option<String> {
        if let Some(violation) = self.listed("allOf").find_map(|part| part.violation(value, path)) {
            return Some(violation);
        }
        if self.keyword("anyOf").is_some() && !self.listed("anyOf").any(|part| part.admits(value)) {
            return Some(format!("{path} fits none of the alternatives of its schema"));
        }
        if self.keyword("oneOf").is_some()
            && self.listed("oneOf").filter(|part| part.admits(value)).count() != 1
        {
            return Some(format!("{path} must fit exactly one alternative of its schema"));
        }
        if let Some(condition) = self.keyword("if") {
            let branch = if self.of(condition).admits(value) {
                "then"
            } else {
                "else"
            };
            let part = self.keyword(branch)?;
            return self.of(part).violation(value, path);
        }
        let pointer = self.keyword("$ref")?.as_str()?.strip_prefix('#')?;
        self.of(self.root.pointer(pointer)?).violation(value, path)
    }
}

/// JSON Schema counts `2.0` as an integer.
fn is_whole(value: &Value) -> bool {
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refuses(schema: &Value, wrong: &[Value]) {
        for wrong in wrong {
            assert!(violation(schema, wrong, "arguments").is_some(), "{wrong}");
        }
    }

    #[test]
    fn each_published_keyword_is_enforced() {
        let schema = json!({
            "type": "object",
            "properties": {"to": {"type": "integer", "minimum": 1, "maximum": 20}},
            "required": ["to"],
            "additionalProperties": false,
        });
        assert_eq!(violation(&schema, &json!({"to": 20}), "arguments"), None);
        refuses(
            &schema,
            &[
                json!({}),
                json!({"to": 0}),
                json!({"to": 21}),
                json!({"to": "3"}),
                json!({"to": 1.5}),
                json!({"to": 2, "x": 1}),
                json!([]),
            ],
        );
    }

    #[test]
    fn choices_and_alternatives_are_enforced() {
        let schema = json!({
            "properties": {
                "one": {"enum": ["a", "b"]},
                "titled": {"oneOf": [{"const": "a"}, {"const": "b"}]},
                "many": {"type": "array", "items": {"anyOf": [{"const": "a"}, {"const": "b"}]}},
            },
        });
        let good = json!({"one": "a", "titled": "b", "many": ["b", "a"]});
        assert_eq!(violation(&schema, &good, "content"), None);
        refuses(
            &schema,
            &[
                json!({"one": "c"}),
                json!({"titled": "c"}),
                json!({"many": ["a", "c"]}),
            ],
        );
    }

    #[test]
    fn conditions_and_references_are_followed() {
        let schema = json!({
            "$defs": {"name": {"type": "string", "maxLength": 3}},
            "properties": {"name": {"$ref": "#/$defs/name"}},
            "allOf": [{"required": ["by"]}],
            "if": {"properties": {"by": {"const": "name"}}},
            "then": {"required": ["name"]},
        });
        assert_eq!(
            violation(&schema, &json!({"by": "name", "name": "Ada"}), "arguments"),
            None
        );
        assert_eq!(violation(&schema, &json!({"by": "number"}), "arguments"), None);
        refuses(
            &schema,
            &[
                json!({}),
                json!({"by": "name"}),
                json!({"by": "name", "name": "Grace"}),
            ],
        );
    }
}

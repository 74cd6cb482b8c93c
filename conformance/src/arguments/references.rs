//! Where the subschemas of a schema are, and what its references mean.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// Keywords whose value is a schema.
const ONE: &[&str] = &[
    "not",
    "if",
    "then",
    "else",
    "items",
    "contains",
    "additionalItems",
    "additionalProperties",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
];
/// Keywords whose value is an array of schemas.
const SOME: &[&str] = &["allOf", "anyOf", "oneOf", "prefixItems", "items"];
/// Keywords whose value is a map of schemas.
const NAMED: &[&str] = &[
    "properties",
    "patternProperties",
    "dependentSchemas",
    "dependencies",
    "$defs",
    "definitions",
];
/// Keywords whose value is a reference.
pub(super) const REFERENCES: &[&str] = &["$ref", "$dynamicRef", "$recursiveRef"];

/// The schemas directly below a schema; what stands in `enum`, `const`, `default` and `examples` is none.
fn children(schema: &Value) -> Vec<&Value> {
    let Some(members) = schema.as_object() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (keyword, value) in members {
        let keyword = keyword.as_str();
        match value {
            Value::Array(items) if SOME.contains(&keyword) => found.extend(items),
            Value::Object(named) if NAMED.contains(&keyword) => found.extend(named.values()),
            value if ONE.contains(&keyword) => found.push(value),
            _ => {}
        }
    }
    found
}

/// A schema and everything below it.
pub(super) fn all(schema: &Value) -> Vec<&Value> {
    let mut found = vec![schema];
    let mut at = 0;
    while at < found.len() {
        found.extend(children(found[at]));
        at += 1;
    }
    found
}

/// The references of a schema that lead to another address, in order. A dialect that is at hand counts as local.
pub fn external_references(schema: &Value) -> Vec<&str> {
    let index = Index::of(schema);
    let referring = all(schema).into_iter().flat_map(|schema| {
        REFERENCES
            .iter()
            .filter_map(|keyword| schema.get(*keyword)?.as_str())
    });
    referring
        .filter(|reference| reference.contains("://") && index.target(reference).is_none())
        .filter(|reference| !reference.contains("://json-schema.org/"))
        .collect()
}

/// What local references can mean.
pub(super) struct Index<'s> {
    root: &'s Value,
    anchors: BTreeMap<&'s str, &'s Value>,
    resources: BTreeMap<&'s str, &'s Value>,
}

impl<'s> Index<'s> {
    /// Reads the anchors and identifiers of a schema.
    pub(super) fn of(root: &'s Value) -> Self {
        let mut index = Self {
            root,
            anchors: BTreeMap::new(),
            resources: BTreeMap::new(),
        };
        for schema in all(root) {
            for keyword in ["$anchor", "$dynamicAnchor"] {
                if let Some(name) = schema.get(keyword).and_then(Value::as_str) {
                    index.anchors.entry(name).or_insert(schema);
                }
            }
            if let Some(id) = schema.get("$id").and_then(Value::as_str) {
                index.resources.insert(id.trim_end_matches('#'), schema);
            }
        }
        index
    }

    /// The schema that a reference names; none if it lies elsewhere or nowhere.
    pub(super) fn target(&self, reference: &str) -> Option<&'s Value> {
        let (resource, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let base = match resource {
            "" => self.root,
            id => self.resources.get(id).copied()?,
        };
        if fragment.is_empty() {
            return Some(base);
        }
        let fragment = percent_decode_str(fragment).decode_utf8().ok()?;
        if fragment.starts_with('/') {
            base.pointer(&fragment)
        } else {
            self.anchors.get(fragment.as_ref()).copied()
        }
    }
}

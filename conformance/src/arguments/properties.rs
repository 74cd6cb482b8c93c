//! What holds for every schema, and what hostile ones come to.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn leaf() -> impl Strategy<Value = Value> {
    let bounds = (-20_i64..20, 0_i64..30);
    let lengths = (0_usize..6, 0_usize..20);
    prop_oneof![
        Just(json!({"type": "boolean"})),
        Just(json!({"type": ["string", "null"]})),
        Just(json!({"enum": ["fast", "slow", 3]})),
        Just(json!({"const": "fixed"})),
        Just(json!({"type": "string", "format": "date-time"})),
        Just(json!({"type": "string", "pattern": "^[A-Z]{2}-[0-9]+$"})),
        Just(json!({"type": "string", "pattern": "^(foo|bar)+$", "minLength": 6})),
        Just(json!({"not": {"type": "string"}, "type": ["string", "integer"]})),
        bounds.clone().prop_map(|(low, width)| json!({"type": "integer", "minimum": low, "maximum": low + width})),
        bounds.prop_map(|(low, width)| json!({"type": "number", "exclusiveMinimum": low, "exclusiveMaximum": low + width + 1})),
        (1_u64..9).prop_map(|step| json!({"type": "integer", "multipleOf": step})),
        lengths.prop_map(|(least, more)| json!({"type": "string", "minLength": least, "maxLength": least + more})),
    ]
}

fn schema() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        let members = prop::collection::btree_map("[a-d]", inner.clone(), 0..4);
        let object = (members, any::<bool>(), any::<bool>()).prop_map(|(members, closed, all)| {
            let names: Vec<&String> = members.keys().take(if all { 9 } else { 1 }).collect();
            json!({"type": "object", "properties": members, "required": names, "additionalProperties": !closed})
        });
        prop_oneof![
            3 => object,
            1 => (inner.clone(), 0_usize..3).prop_map(|(items, least)| json!({"type": "array", "items": items, "minItems": least, "maxItems": least + 2})),
            1 => prop::collection::vec(inner.clone(), 1..3).prop_map(|prefix| json!({"type": "array", "prefixItems": prefix, "minItems": 1})),
            1 => prop::collection::vec(inner.clone(), 1..3).prop_map(|any| json!({"anyOf": any})),
            1 => inner.clone().prop_map(|one| json!({"allOf": [one, {"title": "also"}]})),
            1 => inner.clone().prop_map(|one| json!({"$defs": {"one": one}, "title": "holder"})),
            1 => inner.prop_map(|one| json!({"if": {"type": "string"}, "then": {"minLength": 1}, "else": one})),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_made_is_accepted_and_what_is_broken_is_not(members in prop::collection::btree_map("[a-f]", schema(), 0..4), seed: u64) {
        let names: Vec<&String> = members.keys().collect();
        let schema = json!({"type": "object", "properties": members, "required": names});
        let compiled = Compiled::new(&schema).expect("it is within bounds");
        let validator = jsonschema::options().offline().build(&schema).expect("it compiles");
        let plain = compiled.plain();
        prop_assert!(plain.is_ok(), "{plain:?}");
        let plain = plain.expect("looked at");
        prop_assert!(validator.is_valid(&plain));
        let mut entropy = Entropy::new(seed, "here");
        let varied = compiled.varied(&mut entropy).expect("there is a value");
        prop_assert!(validator.is_valid(&varied));
        prop_assert_eq!(&varied, &compiled.varied(&mut Entropy::new(seed, "here")).expect("as before"));
        for broken in compiled.broken(&varied) {
            prop_assert_eq!(validator.iter_errors(&broken.arguments).count(), 1, "{:?}", broken);
        }
    }
}

fn plain_of(schema: &Value) -> Value {
    plain(schema).unwrap_or_else(|reason| panic!("{schema}: {reason}"))
}

#[test]
fn arguments_are_made_for_what_a_schema_requires() {
    let schema = json!({
        "type": "object",
        "required": ["text", "count", "mode"],
        "properties": {
            "text": {"type": "string"},
            "count": {"type": "integer", "minimum": 3},
            "mode": {"enum": ["fast", "slow"]},
            "rest": {"type": "string"}
        }
    });
    assert_eq!(
        plain_of(&schema),
        json!({"text": "proofhouse", "count": 3, "mode": "fast"})
    );
    assert_eq!(plain_of(&Value::Null), json!({}));
}

#[test]
fn every_keyword_of_2020_12_is_satisfied() {
    let schemas = [
        json!({"type": "object", "minProperties": 2}),
        json!({"type": "object", "patternProperties": {"^x-[a-z]+$": {"type": "integer"}}, "additionalProperties": false, "minProperties": 2}),
        json!({"type": "object", "propertyNames": {"pattern": "^[a-c]{3}$"}, "minProperties": 3}),
        json!({"type": "object", "properties": {"a": {"const": 1}}, "required": ["a"], "dependentRequired": {"a": ["b"]}}),
        json!({"type": "object", "required": ["a"], "dependentSchemas": {"a": {"properties": {"b": {"type": "integer"}}, "required": ["b"]}}}),
        json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "array", "contains": {"const": 7}, "minContains": 2, "minItems": 3}}}),
        json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 3}, "uniqueItems": true, "minItems": 4}}}),
        json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "items": false, "minItems": 2}}}),
        json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.5}}}),
        json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "number", "multipleOf": 0.25, "minimum": 0.3}}}),
        json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "pattern": "^a+$", "minLength": 5, "maxLength": 5}}}),
        json!({"type": "object", "oneOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}}),
        json!({"type": "object", "not": {"required": ["b"]}, "properties": {"b": {}}}),
        json!({"type": "object", "properties": {"a": {"enum": ["x", "y"]}}, "required": ["a"], "if": {"properties": {"a": {"const": "x"}}}, "then": {"required": ["b"]}, "else": {"required": ["c"]}}),
        json!({"type": "object", "properties": {"a": {"$ref": "#/$defs/n~1m"}}, "required": ["a"], "$defs": {"n/m": {"type": "integer", "minimum": 4}}}),
        json!({"type": "object", "properties": {"a": {"$ref": "#here"}}, "required": ["a"], "$defs": {"x": {"$anchor": "here", "type": "boolean"}}}),
        json!({"type": "object", "properties": {"a": {"$dynamicRef": "#node"}}, "required": ["a"], "$defs": {"x": {"$dynamicAnchor": "node", "type": "boolean"}}}),
        json!({"type": "object", "properties": {"next": {"$ref": "#"}, "value": {"type": "integer"}}, "required": ["value"]}),
        json!({"type": "object", "properties": {"tree": {"$ref": "#/$defs/tree"}}, "required": ["tree"], "$defs": {"tree": {"anyOf": [{"type": "array", "items": {"$ref": "#/$defs/tree"}, "minItems": 2}, {"type": "integer"}]}}}),
        json!({"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "properties": {"a": {"$ref": "#/definitions/b"}}, "required": ["a"], "definitions": {"b": {"type": "string", "format": "uri"}}}),
    ];
    for schema in schemas {
        plain_of(&schema);
        let compiled = Compiled::new(&schema).expect("it compiles");
        for seed in 0..8 {
            let varied = compiled.varied(&mut Entropy::new(seed, "here"));
            assert!(varied.is_ok(), "{schema}: {varied:?}");
        }
    }
}

#[test]
fn every_keyword_that_can_be_broken_alone_is() {
    let cases = [
        (
            "required",
            json!({"required": ["a"], "properties": {"a": {"type": "string"}}}),
        ),
        ("type", json!({"properties": {"a": {"type": "string"}}})),
        ("enum", json!({"properties": {"a": {"enum": ["x"]}}})),
        ("const", json!({"properties": {"a": {"const": 5}}})),
        ("additionalProperties", json!({"additionalProperties": false})),
        ("unevaluatedProperties", json!({"unevaluatedProperties": false})),
        ("propertyNames", json!({"propertyNames": {"pattern": "^[a-z]+$"}})),
        ("minProperties", json!({"minProperties": 1})),
        ("maxProperties", json!({"maxProperties": 1})),
        ("dependentRequired", json!({"dependentRequired": {"a": ["b"]}})),
        (
            "minItems",
            json!({"properties": {"a": {"type": "array", "minItems": 2}}}),
        ),
        (
            "maxItems",
            json!({"properties": {"a": {"type": "array", "maxItems": 2}}}),
        ),
        (
            "uniqueItems",
            json!({"properties": {"a": {"type": "array", "uniqueItems": true}}}),
        ),
        (
            "contains",
            json!({"properties": {"a": {"type": "array", "contains": {"const": 3}}}}),
        ),
        (
            "minimum",
            json!({"properties": {"a": {"type": "integer", "minimum": 3}}}),
        ),
        (
            "maximum",
            json!({"properties": {"a": {"type": "integer", "maximum": 3}}}),
        ),
        (
            "exclusiveMinimum",
            json!({"properties": {"a": {"type": "number", "exclusiveMinimum": 3}}}),
        ),
        (
            "exclusiveMaximum",
            json!({"properties": {"a": {"type": "number", "exclusiveMaximum": 3}}}),
        ),
        (
            "multipleOf",
            json!({"properties": {"a": {"type": "integer", "multipleOf": 3}}}),
        ),
        (
            "minLength",
            json!({"properties": {"a": {"type": "string", "minLength": 3}}}),
        ),
        (
            "maxLength",
            json!({"properties": {"a": {"type": "string", "maxLength": 3}}}),
        ),
        (
            "pattern",
            json!({"properties": {"a": {"type": "string", "pattern": "^[0-9]+$"}}}),
        ),
        (
            "anyOf",
            json!({"properties": {"a": {"anyOf": [{"type": "string"}, {"type": "boolean"}]}}}),
        ),
        (
            "oneOf",
            json!({"properties": {"a": {"oneOf": [{"type": "string"}, {"type": "boolean"}]}}}),
        ),
        ("not", json!({"properties": {"a": {"not": {"const": "x"}}}})),
        (
            "minimum",
            json!({"properties": {"a": {"$ref": "#/$defs/b"}}, "$defs": {"b": {"type": "array", "items": {"allOf": [{"type": "integer"}, {"minimum": 2}]}}}}),
        ),
    ];
    for (keyword, mut schema) in cases {
        schema["type"] = json!("object");
        let compiled = Compiled::new(&schema).expect("it compiles");
        let broken = compiled.broken(&compiled.plain().expect("there is a value"));
        let keywords: Vec<_> = broken.iter().map(|broken| broken.keyword).collect();
        assert!(keywords.contains(&keyword), "{schema}: {keywords:?}");
    }
}

fn nested(levels: usize) -> Value {
    (0..levels).fold(
        json!(true),
        |inner, _| json!({"type": "object", "properties": {"a": inner}, "required": ["a"]}),
    )
}

#[test]
fn hostile_schemas_are_refused_or_bounded() {
    let chain: serde_json::Map<String, Value> = (0..450)
        .map(|at| (format!("d{at}"), json!({"$ref": format!("#/$defs/d{}", at + 1)})))
        .collect();
    let bomb: serde_json::Map<String, Value> = (0..60)
        .map(|at| {
            let next = json!({"$ref": format!("#/$defs/d{}", at + 1)});
            (format!("d{at}"), json!({"allOf": [next, next]}))
        })
        .collect();
    let words: Vec<String> = (0..40_000).map(|word| format!("word-{word}")).collect();
    let schemas = [
        json!("string"),
        json!([]),
        json!(false),
        nested(100),
        json!({"$ref": "#"}),
        json!({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}),
        json!({"allOf": [{"$ref": "#"}]}),
        json!({"$ref": "https://example.com/schema.json"}),
        json!({"$ref": "file:///etc/passwd"}),
        json!({"$ref": "#/$defs/nowhere"}),
        json!({"$ref": "#/$defs/d0", "$defs": chain}),
        json!({"$ref": "#/$defs/d0", "$defs": bomb}),
        json!({"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]}),
        json!({"type": "object", "required": ["a"], "properties": {"a": {"enum": words}}}),
        json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "pattern": "("}}}),
        json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "pattern": "^(?:(?:a{1000}){1000}){1000}$"}}}),
        json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "minLength": 9_000_000_000_u64}}}),
        json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "array", "minItems": 9_000_000_000_u64}}}),
        json!({"type": "object", "minProperties": 9_000_000_000_u64}),
        json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "integer", "minimum": 5, "maximum": 4}}}),
        json!({"type": "object", "required": "a"}),
    ];
    for schema in schemas {
        let made = plain(&schema);
        assert!(made.is_err(), "{made:?} for {}", shortened(&schema));
    }
}

#[test]
fn a_pattern_that_backtracks_for_ever_costs_a_bounded_time() {
    let pattern = "^(?=a)(a+)+\\1$";
    let schema = json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "pattern": pattern}}});
    let compiled = Compiled::new(&schema).expect("it compiles");
    let hostile = json!({"a": "a".repeat(60_000) + "!"});
    assert_eq!(compiled.accepts(&hostile), Ok(false));
    assert!(
        !compiled.breaks_once(&hostile),
        "a limit of ours is no broken constraint"
    );
    let linear = json!({"type": "string", "pattern": "^(a+)+$"});
    let compiled = Compiled::new(&linear).expect("it compiles");
    assert!(compiled.breaks_once(&json!("a".repeat(60_000) + "!")));
}

#[test]
fn only_references_to_other_addresses_are_external() {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://example.com/tool",
        "properties": {
            "own": {"$ref": "#/$defs/a"},
            "named": {"$ref": "https://example.com/tool#/$defs/a"},
            "dialect": {"$ref": "https://json-schema.org/draft/2020-12/schema"},
            "elsewhere": {"items": {"$ref": "https://schemas.example.com/b.json"}},
            "shown": {"default": {"$ref": "https://example.org/"}}
        },
        "$defs": {"a": {}}
    });
    assert_eq!(
        external_references(&schema),
        ["https://schemas.example.com/b.json"]
    );
}

fn shortened(schema: &Value) -> String {
    schema.to_string().chars().take(100).collect()
}

use serde_json::Value;

use super::name_of;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::pagination::listed;
use crate::probes::features::{LISTS, TOOL_LIST};
use crate::revision::Revision;
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "tools.schemas-valid",
    requirements: &["TOOLS-SCHEMAS-VALID"],
    summary: "the schemas of tools are valid JSON Schema",
    severity: Severity::Medium,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Validate the schemas against the meta-schema of the dialect that they declare; without $schema it is 2020-12.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a","inputSchema":{"type":"object","required":["b"]}}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a","inputSchema":{"type":"object","required":"b"}}]}}"#,
            "the inputSchema of the tool \"a\" is no valid JSON Schema: at \"/required\"",
        ),
    ],
};

/// The dialects whose meta-schemas are at hand.
const DIALECTS: &[&str] = &[
    "2020-12/schema",
    "2019-09/schema",
    "draft-07/schema",
    "draft-06/schema",
    "draft-04/schema",
];

fn judge(seen: &Transcript) -> Judgement {
    let mut unknown = false;
    let mut looked_at = 0;
    // Before 2025-11-25 there is no dialect where none is named.
    let sets_dialect = seen.head.cell.revision >= Revision::V2025_11_25;
    for (reply, tool) in listed(seen, &TOOL_LIST)? {
        for name in ["inputSchema", "outputSchema"] {
            let Some(schema) = tool.get(name).filter(|schema| schema.is_object()) else {
                continue;
            };
            if !is_known_dialect(schema) {
                unknown = true;
                continue;
            }
            looked_at += 1;
            if !sets_dialect && schema.get("$schema").is_none() && is_valid_in_any(schema) {
                continue;
            }
            let place = jsonschema::meta::options()
                .validate(schema)
                .err()
                .map(|error| error.instance_path().to_string());
            let hold = if sets_dialect {
                Reply::require
            } else {
                Reply::advise
            };
            hold(&reply, place.is_none(), || {
                let place = place.unwrap_or_default();
                format!(
                    "the {name} of {} is no valid JSON Schema: at {place:?}",
                    name_of(&tool)
                )
            })?;
        }
    }
    match (unknown, looked_at) {
        (true, _) => Err(Verdict::inconclusive(
            "a schema declares a dialect whose meta-schema is not at hand",
        )),
        (false, 0) => Err(Verdict::inconclusive("no tool has a schema that is an object")),
        (false, _) => Ok(()),
    }
}

fn is_known_dialect(schema: &Value) -> bool {
    schema.get("$schema").is_none_or(|dialect| {
        let name = dialect.as_str().unwrap_or_default().trim_end_matches('#');
        name.contains("://json-schema.org/") && DIALECTS.iter().any(|known| name.ends_with(known))
    })
}

fn is_valid_in_any(schema: &Value) -> bool {
    jsonschema::draft202012::meta::is_valid(schema)
        || jsonschema::draft201909::meta::is_valid(schema)
        || jsonschema::draft7::meta::is_valid(schema)
        || jsonschema::draft6::meta::is_valid(schema)
        || jsonschema::draft4::meta::is_valid(schema)
}

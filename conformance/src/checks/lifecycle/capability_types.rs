use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::lifecycle::{INITIALIZE, LIFECYCLE};
use crate::revision::Revision;
use crate::transcript::Transcript;
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "lifecycle.capability-types",
    requirements: &["LIFE-INIT-CAPABILITIES-TYPES"],
    summary: "capabilities are objects and their flags booleans",
    severity: Severity::Medium,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Declare a capability as an object, an empty one where it has no flags.",
    classes: &[],
    examples: &[
        passes(
            r#"initialize | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":true}},"serverInfo":{"name":"s","version":"1"}}}"#,
        ),
        fails(
            r#"initialize | 200 | {"jsonrpc":"2.0","id":1,"result":{"capabilities":{"tools":true}}}"#,
            "the capability tools is no object",
        ),
        fails(
            r#"initialize | 200 | {"jsonrpc":"2.0","id":1,"result":{"capabilities":{"prompts":{"listChanged":"yes"}}}}"#,
            "listChanged of prompts is no boolean",
        ),
    ],
};

/// The capabilities, each since when it is known: before, it is one of the target's own.
const KNOWN: &[(&str, Revision)] = &[
    ("experimental", Revision::V2024_11_05),
    ("logging", Revision::V2024_11_05),
    ("completions", Revision::V2025_03_26),
    ("prompts", Revision::V2024_11_05),
    ("resources", Revision::V2024_11_05),
    ("tools", Revision::V2024_11_05),
    ("tasks", Revision::V2025_11_25),
];

fn judge(seen: &Transcript) -> Judgement {
    seen.control(INITIALIZE)?;
    let reply = seen.reply(INITIALIZE)?;
    let capabilities = reply.result().unwrap_or_default()["capabilities"].clone();
    let revision = seen.head.cell.revision;
    for (name, _) in KNOWN.iter().filter(|(_, since)| *since <= revision) {
        let Some(capability) = capabilities.get(name) else {
            continue;
        };
        reply.require(capability.is_object(), || {
            format!("the capability {name} is no object")
        })?;
        for flag in ["listChanged", "subscribe"]
            .into_iter()
            .filter(|_| *name != "experimental")
        {
            let value = capability.get(flag);
            reply.require(value.is_none_or(Value::is_boolean), || {
                format!("{flag} of {name} is no boolean")
            })?;
        }
    }
    let declared = capabilities
        .as_object()
        .is_some_and(|members| !members.is_empty());
    if declared {
        Ok(())
    } else {
        Err(Verdict::not_applicable("the target declares no capabilities"))
    }
}

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::lifecycle::{INITIALIZE, LIFECYCLE};
use crate::transcript::Transcript;
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "lifecycle.initialize-result",
    requirements: &["LIFE-INIT-RESULT-SHAPE"],
    summary: "the initialize result has a version, capabilities and serverInfo",
    severity: Severity::Medium,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Return protocolVersion, capabilities and serverInfo from initialize, and instructions only as a string.",
    classes: &[],
    examples: &[
        passes(
            r#"initialize | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"s","version":"1"}}}"#,
        ),
        fails(
            r#"initialize | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25","capabilities":{}}}"#,
            "the serverInfo of the initialize result is no object",
        ),
        fails(
            r#"initialize | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":20251125,"capabilities":{},"serverInfo":{}}}"#,
            "the protocolVersion of the initialize result is no string",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(INITIALIZE)?;
    let reply = seen.reply(INITIALIZE)?;
    let result = reply.result().unwrap_or_default();
    let lacks = |name: &str, kind: &str| format!("the {name} of the initialize result is no {kind}");
    reply.require(result["protocolVersion"].is_string(), || {
        lacks("protocolVersion", "string")
    })?;
    reply.require(result["capabilities"].is_object(), || {
        lacks("capabilities", "object")
    })?;
    reply.require(result["serverInfo"].is_object(), || lacks("serverInfo", "object"))?;
    let instructions = result.get("instructions");
    reply.require(instructions.is_none_or(Value::is_string), || {
        lacks("instructions", "string")
    })
}

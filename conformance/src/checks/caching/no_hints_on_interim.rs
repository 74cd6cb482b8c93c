use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::{for_all, modern_era};
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "caching.no-hints-on-interim",
    requirements: &["CACHE-NO-HINTS-ON-INTERIM"],
    summary: "a result that asks for input says nothing about caching",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Add ttlMs and cacheScope to complete results only: nobody may keep a question.",
    classes: &["CWE-524"],
    examples: &[
        passes(
            r#"ask | sent "io.modelcontextprotocol/protocolVersion" | 200 | {"jsonrpc":"2.0","id":1,"result":{"resultType":"input_required"}}"#,
        ),
        fails(
            r#"ask | sent "io.modelcontextprotocol/protocolVersion" | 200 | {"jsonrpc":"2.0","id":1,"result":{"resultType":"input_required","ttlMs":60000}}"#,
            "a result that asks for input has ttlMs",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let is_modern = modern_era(seen);
    let asks = |message: &Message| {
        let result = message.member("result").unwrap_or(&Value::Null);
        result["resultType"] == "input_required"
    };
    for_all(
        seen,
        "result that asks for input",
        |reply, message| is_modern(reply) && asks(message),
        |reply, message| {
            let result = message.member("result").unwrap_or(&Value::Null);
            let hint = ["ttlMs", "cacheScope"]
                .into_iter()
                .find(|hint| result.get(hint).is_some());
            reply.advise(hint.is_none(), || {
                format!("a result that asks for input has {}", hint.unwrap_or_default())
            })
        },
    )
}

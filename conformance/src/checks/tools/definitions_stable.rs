use serde_json::Value;

use super::name_of;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::features::{LISTED_AFTER, LISTED_BEFORE, TOOLS};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "tools.definitions-stable",
    requirements: &["TOOLS-SEQUENCE-STABLE-METADATA"],
    summary: "what a tool says of itself does not change unannounced when it was used",
    severity: Severity::High,
    probe: &TOOLS,
    needs: &[],
    judge,
    remedy: "Keep a tool's description and schemas as they were approved; announce every change by notifications/tools/list_changed, and say by ttlMs how long a list holds.",
    classes: &["LLM03:2025", "MCP03:2025"],
    examples: &[
        passes(
            r#"in: 2026-07-28 streamable-http
            tools-before | 200 | {"id":1,"result":{"ttlMs":60000,"tools":[{"name":"a","description":"x"}]}}
            tools-after | 200 | {"id":1,"result":{"ttlMs":60000,"tools":[{"name":"b"},{"name":"a","description":"x"}]}}"#,
        ),
        passes(
            r#"in: 2025-11-25 stdio
            facts: {"capabilities": {"tools": {"listChanged": true}}}
            tools-before | {"id":1,"result":{"tools":[{"name":"a","description":"x"}]}}
            call | {"jsonrpc":"2.0","method":"notifications/tools/list_changed"} | ok
            tools-after | {"id":1,"result":{"tools":[{"name":"a","description":"y"}]}}"#,
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
            tools-before | 200 | {"id":1,"result":{"ttlMs":60000,"tools":[{"name":"a","description":"x"}]}}
            tools-after | 200 | {"id":1,"result":{"ttlMs":60000,"tools":[{"name":"a","description":"y"}]}}"#,
            r#"the tool "a" was redefined while the list that it stands in was to hold"#,
        ),
        passes(
            r#"in: 2026-07-28 streamable-http
            tools-before | 200 | {"id":1,"result":{"ttlMs":60000,"tools":[{"name":"a","description":"x"},{"name":"a","description":"y"}]}}
            tools-after | 200 | {"id":1,"result":{"ttlMs":60000,"tools":[{"name":"a","description":"x"},{"name":"a","description":"y"}]}}"#,
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
            tools-before | 200 | {"id":1,"result":{"ttlMs":60000,"tools":[{"name":"a","description":"x"}]}}
            tools-after | 200 | {"id":1,"result":{"ttlMs":60000,"tools":[{"name":"a","description":"x"},{"name":"a","description":"y"}]}}"#,
            r#"the tool "a" was redefined while the list that it stands in was to hold"#,
        ),
        fails(
            r#"in: 2025-11-25 stdio
            facts: {"capabilities": {"tools": {"listChanged": true}}}
            tools-before | {"id":1,"result":{"tools":[{"name":"a","description":"x"}]}}
            tools-after | {"id":1,"result":{"tools":[{"name":"a","description":"y"}]}}"#,
            r#"the tool "a" was redefined, and no list_changed came"#,
        ),
    ],
};

/// A list that holds at least this long, in milliseconds, holds while a few calls are made.
const HOLDS_MS: f64 = 60_000.0;

fn judge(seen: &Transcript) -> Judgement {
    let (before, after) = (seen.reply(LISTED_BEFORE)?, seen.reply(LISTED_AFTER)?);
    let (old, new) = (tools_of(&before)?, tools_of(&after)?);
    // Two tools of one name are the matter of another check, unless the second comes later.
    let is_redefined =
        |tool: &&Value| !old.contains(tool) && old.iter().any(|other| other["name"] == tool["name"]);
    let Some(tool) = new.iter().find(is_redefined) else {
        return Ok(());
    };
    let announces = seen.head.facts.declares("tools.listChanged");
    let is_channel = seen.head.cell.transport.is_channel();
    let was_announced = seen.all_exchanges().any(|reply| {
        let mut messages = reply.messages().iter();
        messages.any(|message| message.method() == Some("notifications/tools/list_changed"))
    });
    match (seen.head.cell.revision.is_modern(), announces) {
        (true, false) => {
            let holds = before.result().and_then(|result| result["ttlMs"].as_f64());
            after.advise(holds.is_none_or(|ttl| ttl < HOLDS_MS), || {
                format!(
                    "{} was redefined while the list that it stands in was to hold",
                    name_of(tool)
                )
            })
        }
        (false, true) if is_channel => after.advise(was_announced, || {
            format!("{} was redefined, and no list_changed came", name_of(tool))
        }),
        // Elsewhere a notification needs a stream that is not held open here, or cannot be sent at all.
        (_, true) => Err(Verdict::not_applicable(
            "a tool was redefined, and its announcement was not listened for",
        )),
        (false, false) => Err(Verdict::not_applicable(
            "a tool was redefined, and the target does not announce changes",
        )),
    }
}

fn tools_of<'r>(reply: &'r Reply<'_>) -> Result<&'r Vec<Value>, Verdict> {
    let result = reply.result().filter(|_| reply.is_served());
    let listed = result.and_then(|result| result["tools"].as_array());
    listed.ok_or_else(|| Verdict::inconclusive(format!("\"{}\" got {}", reply.label, reply.describe())))
}

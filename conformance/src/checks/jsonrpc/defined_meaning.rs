use serde_json::Value;

use super::{for_all, modern_era};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::{HEADER_MISMATCH, MISSING_CAPABILITY, Message, UNSUPPORTED_VERSION};
use crate::probes::WHOLE_RUN;
use crate::transcript::{Facts, Reply, Transcript};

pub static CHECK: Check = Check {
    id: "jsonrpc.defined-meaning",
    requirements: &["JSONRPC-ERR-DEFINED-MEANING"],
    summary: "the codes -32020, -32021 and -32022 are sent only for what they stand for",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Send -32020 for headers that do not match, -32021 for a missing client capability, -32022 for an unsupported version, and other codes for everything else.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"revisions":["2026-07-28"],"tools":[{"name":"echo"}]}
one | 200 | ok
two | sent {"method":"tools/call","params":{"name":"none","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}} | 200 | error -32602
three | sent {"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"1999-01-01"}}} | 400 | error -32022"#,
        ),
        fails(
            r#"facts: {"revisions":["2026-07-28"],"tools":[{"name":"echo"}]}
one | 200 | ok
two | sent {"method":"tools/call","params":{"name":"none","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}} | 200 | error -32021"#,
            "answered -32021 where there is nothing that a capability could be needed for",
        ),
        fails(
            r#"facts: {"revisions":["2026-07-28"]}
one | 200 | ok
two | sent {"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}} | 400 | error -32022"#,
            "answered -32022 to a request of a version that is supported",
        ),
        fails(
            r#"in: 2026-07-28 stdio
one | sent "io.modelcontextprotocol/protocolVersion" | ok
two | sent {"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}} | error -32020"#,
            "answered -32020 where no header could differ",
        ),
    ],
};

/// Only what is plain from the request itself is held against the target: its headers all agree with its body,
/// its version is one that the target speaks, what it asks for does not exist.
fn judge(seen: &Transcript) -> Judgement {
    let is_modern = modern_era(seen);
    let facts = &seen.head.facts;
    let over_http = seen.head.cell.transport.is_http();
    for_all(
        seen,
        "error in the modern era",
        |reply, message| is_modern(reply) && code(message).is_some(),
        |reply, message| {
            let sent = reply.sent_message().value.clone().unwrap_or_default();
            match code(message).unwrap_or_default() {
                HEADER_MISMATCH => reply.require(over_http && !all_agree(reply, &sent, facts), || {
                    "answered -32020 where no header could differ".to_owned()
                }),
                MISSING_CAPABILITY => reply.require(!asks_for_nothing(&sent, facts), || {
                    "answered -32021 where there is nothing that a capability could be needed for".to_owned()
                }),
                UNSUPPORTED_VERSION => reply.require(!is_supported(reply, &sent, facts), || {
                    "answered -32022 to a request of a version that is supported".to_owned()
                }),
                _ => Ok(()),
            }
        },
    )
}

fn code(message: &Message) -> Option<i64> {
    message.member("error")?.get("code")?.as_i64()
}

fn version(sent: &Value) -> Option<&str> {
    sent["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"].as_str()
}

fn is_supported(reply: &Reply<'_>, sent: &Value, facts: &Facts) -> bool {
    let Some(version) = version(sent).filter(|version| *version >= "2026") else {
        return false;
    };
    let head = head(reply);
    let mut headers = values(&head, "MCP-Protocol-Version").into_iter();
    facts.revisions.iter().any(|known| known == version) && headers.all(|header| header == version)
}

/// A tool or a prompt that is on no list.
fn asks_for_nothing(sent: &Value, facts: &Facts) -> bool {
    let known = match sent["method"].as_str() {
        Some("tools/call") => &facts.tools,
        Some("prompts/get") => &facts.prompts,
        _ => return false,
    };
    let name = &sent["params"]["name"];
    !known.is_empty() && name.is_string() && known.iter().all(|item| item["name"] != *name)
}

/// Whether every mirrored header is there once, plain and equal (what looks encoded is not plain); of headers for arguments nothing is said.
fn all_agree(reply: &Reply<'_>, sent: &Value, facts: &Facts) -> bool {
    let (method, params) = (sent["method"].as_str(), &sent["params"]);
    let name = match method {
        Some("tools/call" | "prompts/get") => params["name"].as_str(),
        Some("resources/read") => params["uri"].as_str(),
        _ => None,
    };
    // Where there is no name, a server may miss the header for it as well.
    let is_named = matches!(method, Some("tools/call" | "prompts/get" | "resources/read"));
    let tool = facts.tools.iter().find(|tool| tool["name"] == params["name"]);
    let has_own = tool.is_some_and(|tool| tool.to_string().contains("x-mcp-header"));
    let head = head(reply);
    let once =
        |wanted: &str, value: Option<&str>| values(&head, wanted) == value.into_iter().collect::<Vec<_>>();
    let mirrors_arguments = head.to_ascii_lowercase().contains("\nmcp-param-");
    !has_own
        && !mirrors_arguments
        && is_named == name.is_some()
        && !name.is_some_and(|name| name.starts_with("=?"))
        && method.is_some()
        && version(sent).is_some()
        && once("MCP-Protocol-Version", version(sent))
        && once("Mcp-Method", method)
        && once("Mcp-Name", name)
}

fn head(reply: &Reply<'_>) -> String {
    let text = String::from_utf8_lossy(reply.sent);
    text.split("\r\n\r\n").next().unwrap_or_default().to_owned()
}

/// What was sent under the name of a header, as often as it was.
fn values<'h>(head: &'h str, wanted: &str) -> Vec<&'h str> {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let found = lines.filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
    found.map(|(_, value)| value).collect()
}

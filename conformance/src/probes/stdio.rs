//! One process and its standard streams.

use serde_json::{Value, json};

use super::headers::annotated_call;
use super::{Era, Holding, Over, Probe};
use crate::conversation::{Conversation, FILLER, Halt};
use crate::transcript::{End, Fixture};

/// The control: a request that is served, before and after everything else.
pub const CONTROL: &str = "control";

/// The same with a request that has no parameters of its own.
pub const SAFE: &str = "safe";

/// The very first message of a modern process: `server/discover`.
pub const FIRST: &str = "first";

/// Requests written at once: the label, the method, and the member of the result by which it is known.
pub const TOGETHER: &[(&str, &str, &str)] = &[
    ("together-tools", "tools/list", "tools"),
    ("together-resources", "resources/list", "resources"),
    ("together-prompts", "prompts/list", "prompts"),
];

/// A request for an unknown method among them.
pub const TOGETHER_UNKNOWN: &str = "together-unknown";

/// A harmless request among them.
pub const TOGETHER_SAFE: &str = "together-safe";

/// Two requests in three pieces: the first whole, with the beginning of the second in the same write.
pub const SPLIT: &[&str] = &["split-first", "split-rest"];

/// What makes a server report errors; what its standard output holds from the first of them on is looked at.
pub const ERRORS: &[&str] = &["error-unknown-method", "error-unknown-tool", "error-bad-line"];

/// A call of a tool whose parameters are mirrored in headers over HTTP (modern).
pub const ANNOTATED: &str = "annotated-tool";

/// Messages larger than a pipe: in, and in and out (modern).
pub const LARGE: &[&str] = &["large-request", "large-call"];

/// So many bytes more than others they have.
pub const LARGE_BYTES: usize = 512 * 1024;

/// The key that holds them.
const LARGE_KEY: &str = "com.example/proofhouse-large";

/// The note that says whether standard output ended after standard input had.
pub const OUTPUT_ENDED: &str = "output-ended";

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&STREAMS];

/// One process from its first message to the end of its input.
pub static STREAMS: Probe = Probe {
    name: "streams",
    era: Era::Any,
    over: Over::Stdio,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    if c.is_modern() {
        c.barrier(FIRST).await?;
    }
    c.open().await?;
    c.control(CONTROL).await?;
    c.barrier(SAFE).await?;
    together(c).await?;
    split(c).await?;
    let mut broken = c.safe_request();
    broken.edit(|message| message["id"] = json!("line\nbreak"));
    c.send("escaped-newline", broken).await?;
    c.barrier(SAFE).await?;
    if c.is_modern() {
        if let Some(call) = annotated_call(c) {
            c.send(ANNOTATED, call).await?;
        }
        large(c).await?;
    }
    c.control(CONTROL).await?;
    errors(c).await?;
    c.barrier("after-errors").await?;
    let ended = c.end_input("end").await;
    c.note(OUTPUT_ENDED, if ended { "yes" } else { "no" });
    Ok(())
}

pub(super) async fn together(c: &mut Conversation) -> Result<(), Halt> {
    let method = format!("proofhouse/{}", c.entropy.hex("method"));
    let mut requests = vec![(TOGETHER_UNKNOWN, c.request(&method, json!({})))];
    for (label, method, list) in TOGETHER {
        // Only lists that discovery saw: one that never comes would be missed here for another reason.
        let facts = c.facts();
        let seen = [
            ("tools", &facts.tools),
            ("resources", &facts.resources),
            ("prompts", &facts.prompts),
        ];
        if seen.iter().any(|(name, items)| name == list && !items.is_empty()) {
            requests.push((label, c.request(method, json!({}))));
        }
    }
    // In the place of a ping that would not be answered there is a list, and one of that kind is among them already.
    if !c.facts().deaf_to_pings {
        requests.push((TOGETHER_SAFE, c.safe_request()));
    }
    c.send_together(&requests).await
}

/// When the first is answered, the beginning of the second has been read too: no pause is needed between
/// the pieces.
async fn split(c: &mut Conversation) -> Result<(), Halt> {
    if split_once(c).await? {
        // Once more, for a target that was only slow.
        c.restart().await;
        split_once(c).await?;
    }
    Ok(())
}

/// Says whether an answer was late.
async fn split_once(c: &mut Conversation) -> Result<bool, Halt> {
    let mut first = c.safe_request();
    let mut second = c.safe_request();
    let rest = second.body.split_off(second.body.len() / 2);
    first.body = [first.body.as_slice(), b"\n", &second.body].concat();
    first.line_end = Vec::new();
    second.body = rest;
    let is_late = c.send(SPLIT[0], first).await?.is_late();
    Ok(c.send(SPLIT[1], second).await?.is_late() || is_late)
}

/// A message that no pipe holds, and where a tool shows what it is given, an answer that no pipe holds.
async fn large(c: &mut Conversation) -> Result<(), Halt> {
    let mut labelled = vec![(
        LARGE[0],
        c.request("server/discover", json!({"_meta": {LARGE_KEY: FILLER}})),
    )];
    if let Some(Fixture { tool, arguments }) = c.facts().work.clone() {
        let schema = c
            .facts()
            .tools
            .iter()
            .find(|found| found["name"] == tool.as_str());
        let text = schema.and_then(|found| free_text(&found["inputSchema"]));
        if let Some(name) = text.filter(|name| arguments.get(name).is_some()) {
            let mut arguments = arguments;
            arguments[&name] = json!(FILLER);
            labelled.push((
                LARGE[1],
                c.request("tools/call", json!({"name": tool, "arguments": arguments})),
            ));
        }
    }
    for (label, mut out) in labelled {
        out.filler = LARGE_BYTES;
        for _ in 0..2 {
            let reply = c.send(label, out.clone()).await?;
            let (is_late, end) = (reply.is_late(), reply.end);
            if end != Some(End::Complete) {
                c.restart().await;
            }
            // Once more, for a target that was only slow.
            if !is_late {
                break;
            }
        }
        c.barrier(SAFE).await?;
    }
    Ok(())
}

/// A text of any length that the schema admits, by its name.
fn free_text(schema: &Value) -> Option<String> {
    let bounds = ["enum", "const", "format", "pattern", "maxLength", "x-mcp-header"];
    let free = |property: &Value| {
        property["type"] == json!("string") && bounds.iter().all(|bound| property.get(bound).is_none())
    };
    let mut properties = schema["properties"].as_object()?.iter();
    properties
        .find(|(_, property)| free(property))
        .map(|(name, _)| name.clone())
}

async fn errors(c: &mut Conversation) -> Result<(), Halt> {
    let method = format!("proofhouse/{}", c.entropy.hex("method"));
    let unknown = c.request(&method, json!({}));
    c.send(ERRORS[0], unknown).await?;
    if c.facts().declares("tools") {
        let name = format!("proofhouse-{}", c.entropy.hex("tool"));
        let unknown = c.request("tools/call", json!({"name": name, "arguments": {}}));
        c.send(ERRORS[1], unknown).await?;
    }
    let bad = c.raw("this is not JSON");
    c.send(ERRORS[2], bad).await?;
    Ok(())
}

//! Well-formed and malformed JSON-RPC.

use serde_json::{Value, json};

use super::{Era, Holding, Over, Probe};
use crate::conversation::{Conversation, FILLER, Halt, Outgoing};
use crate::transcript::End;

/// The control: a request that is served, before and after everything else.
pub const CONTROL: &str = "control";

/// The same with a request that has no parameters of its own.
pub const SAFE: &str = "safe";

/// A request for a method that nobody has, with a string as its id.
pub const UNKNOWN_METHOD: &str = "unknown-method";

/// A known method without a parameter that it needs (legacy).
pub const BAD_PARAMS: &str = "bad-params";

/// A cancellation of something that was never asked for.
pub const CANCEL_UNKNOWN: &str = "cancel-unknown";

/// A cancellation of a request that was answered before.
pub const CANCEL_FINISHED: &str = "cancel-finished";

/// A cancellation that names nothing that could be an id.
pub const CANCEL_MALFORMED: &str = "cancel-malformed";

/// Requests with their cancellation close behind.
pub const RACE: &str = "race";

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&FRAMING, &CANCELLATION, &MALFORMED];

/// Everything about single messages that no server falls over.
pub static FRAMING: Probe = Probe {
    name: "framing",
    era: Era::Any,
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(frame(c)) as Holding<'_>),
};

/// Cancellations of nothing, of the past, and in a race. The modern era has them on stdio only.
pub static CANCELLATION: Probe = Probe {
    name: "cancellation",
    era: Era::Any,
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(cancel(c)) as Holding<'_>),
};

/// Bytes that a careless reader falls over, each between two controls of its own: `before-` and `after-` its label.
pub static MALFORMED: Probe = Probe {
    name: "malformed",
    era: Era::Any,
    over: Over::Any,
    needs: &[],
    hazard: true,
    hold: Some(|c| Box::pin(harm(c)) as Holding<'_>),
};

/// An id with an escaped line break.
pub const NEWLINE_ID: &str = "id-newline";

/// Ids that are unusual and good: label and JSON text.
pub const UNUSUAL_IDS: &[(&str, &str)] = &[
    ("id-string", r#""proofhouse""#),
    ("id-digits", r#""70007""#),
    ("id-zero", "0"),
    ("id-negative", "-7"),
    ("id-large", "9007199254740991"),
    ("id-empty", r#""""#),
    ("id-non-ascii", r#""é😀""#),
    (NEWLINE_ID, r#""proofhouse\nid""#),
];

/// The non-ASCII id again, written with escapes.
pub const ESCAPED_ID: &str = "id-escaped";

/// Ids that are none: label and JSON text. Only the first is ruled out in the legacy revisions.
pub const BAD_IDS: &[(&str, &str)] = &[
    ("id-null", "null"),
    ("id-fraction", "1.5"),
    ("id-boolean", "true"),
    ("id-object", "{}"),
    ("id-array", "[]"),
];

/// Values of `jsonrpc` that are not "2.0": label and JSON text; nothing stands for no such member.
pub const WRONG_VERSIONS: &[(&str, &str)] = &[
    ("jsonrpc-missing", ""),
    ("jsonrpc-one", r#""1.0""#),
    ("jsonrpc-number", "2"),
];

/// JSON that is no request: label, text, and what it is in a finding.
pub const INVALID: &[(&str, &str, &str)] = &[
    ("invalid-empty-object", "{}", "an empty object"),
    ("invalid-number", "42", "a bare number"),
    ("invalid-null", "null", "a bare null"),
    ("invalid-string", r#""proofhouse""#, "a bare string"),
    (
        "invalid-no-method",
        r#"{"jsonrpc":"2.0","id":"no-method","params":{}}"#,
        "a message without a method",
    ),
    (
        "invalid-method-number",
        r#"{"jsonrpc":"2.0","id":"number","method":7}"#,
        "a message whose method is a number",
    ),
];

/// Notifications that mean nothing to a server.
pub const NOTIFICATIONS: &[&str] = &["notification-unknown", "notification-odd-params"];

/// Parameters that are no object: label, JSON text, and what they are in a finding (modern).
pub const PARAMS: &[(&str, &str, &str)] = &[
    ("params-array", "[]", "an array"),
    ("params-string", r#""proofhouse""#, "a string"),
    ("params-number", "7", "a number"),
];

/// Responses to requests that were never made: label and the member they carry.
pub const RESPONSES: &[(&str, &str)] = &[("response-result", "result"), ("response-error", "error")];

/// Responses that go on: one more for the same request, and one that has no form (legacy).
pub const STRAY: &[&str] = &["response-repeated", "response-shapeless"];

/// A request after all responses.
pub const AFTER_RESPONSES: &str = "after-responses";

/// Arrays: a batch, and an empty one.
pub const BATCHES: &[&str] = &["batch", "batch-empty"];

/// Well-formed requests with members that nobody defines (modern).
pub const EXTRA: &[&str] = &["extra-safe", "extra-work"];

/// A request with trace context (modern).
pub const TRACED: &str = "traced";

/// The same with a traceparent that is none (modern).
pub const TRACED_BADLY: &str = "traced-badly";

/// Work whose stream is read on behind the response, until it ends or was given time to.
pub const WHOLE_STREAM: &str = "whole-stream";

/// A request after that.
pub const AFTER_STREAM: &str = "after-stream";

/// Well-formed requests with a key in `_meta` that nobody defines (legacy).
pub const META: &[&str] = &["meta-safe", "meta-work"];

async fn frame(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(CONTROL).await?;
    c.barrier(SAFE).await?;
    good_ids(c).await?;
    refusable(c).await?;
    if c.is_modern() {
        shapes(c).await?;
    }
    wrong_envelopes(c).await?;
    not_requests(c).await?;
    tolerable(c).await?;
    whole_stream(c).await?;
    c.barrier(SAFE).await?;
    c.control(CONTROL).await
}

/// The value of a constant above; what is no JSON stands for nothing.
fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

fn with_id(mut out: Outgoing, id: Value) -> Outgoing {
    out.edit(|message| message["id"] = id);
    out
}

/// What is due no answer that can be told by its id. On stdio the silence after it is shown by a barrier.
fn unanswerable(mut out: Outgoing) -> Outgoing {
    out.id = None;
    out
}

/// Sends what may stay unanswered. A barrier then shows that only this was, and that the target is not hung.
async fn ask(c: &mut Conversation, label: &str, out: Outgoing) -> Result<(), Halt> {
    if c.send(label, out).await?.end == Some(End::TimedOut) {
        c.barrier("barrier").await?;
    }
    Ok(())
}

async fn good_ids(c: &mut Conversation) -> Result<(), Halt> {
    for (label, id) in UNUSUAL_IDS {
        let out = with_id(c.safe_request(), value(id));
        ask(c, label, out).await?;
    }
    let mut out = with_id(c.safe_request(), json!("é😀"));
    let text = String::from_utf8_lossy(&out.body).replace("é😀", "\\u00e9\\ud83d\\ude00");
    out.body = text.into_bytes();
    ask(c, ESCAPED_ID, out).await
}

/// Well-formed requests that must fail.
async fn refusable(c: &mut Conversation) -> Result<(), Halt> {
    let method = format!("proofhouse/{}", c.entropy.hex("method"));
    let out = with_id(c.request(&method, json!({})), json!("proofhouse-unknown"));
    ask(c, UNKNOWN_METHOD, out).await?;
    let lacking = [
        ("tools", "tools/call"),
        ("prompts", "prompts/get"),
        ("resources", "resources/read"),
    ];
    let lacking = lacking
        .into_iter()
        .find(|(capability, _)| c.facts().declares(capability));
    if let Some((_, method)) = lacking.filter(|_| !c.is_modern()) {
        // Without a name; what becomes of a server that gets no parameters at all is asked when nobody else talks to it.
        let out = c.request(method, json!({"arguments": {}}));
        ask(c, BAD_PARAMS, out).await?;
    }
    if c.facts().declares("tools") {
        let name = format!("proofhouse-{}", c.entropy.hex("tool"));
        let out = c.request("tools/call", json!({"name": name, "arguments": {}}));
        ask(c, "unknown-tool", out).await?;
    }
    if c.facts().declares("resources") {
        let uri = format!("proofhouse://missing/{}", c.entropy.hex("resource"));
        let out = c.request("resources/read", json!({"uri": uri}));
        ask(c, "missing-resource", out).await?;
    }
    Ok(())
}

/// Discovery with parameters that are no object.
async fn shapes(c: &mut Conversation) -> Result<(), Halt> {
    for (label, params, _) in PARAMS {
        let mut out = c.safe_request();
        out.edit(|message| message["params"] = value(params));
        ask(c, label, out).await?;
    }
    Ok(())
}

async fn wrong_envelopes(c: &mut Conversation) -> Result<(), Halt> {
    for (label, version) in WRONG_VERSIONS {
        let mut out = with_id(c.safe_request(), json!(format!("proofhouse-{label}")));
        out.edit(|message| match message.as_object_mut() {
            Some(members) if version.is_empty() => drop(members.remove("jsonrpc")),
            _ => message["jsonrpc"] = value(version),
        });
        c.send(label, unanswerable(out)).await?;
    }
    let count = if c.is_modern() { BAD_IDS.len() } else { 1 };
    for (label, id) in &BAD_IDS[..count] {
        let out = with_id(c.safe_request(), value(id));
        c.send(label, unanswerable(out)).await?;
    }
    Ok(())
}

async fn not_requests(c: &mut Conversation) -> Result<(), Halt> {
    for (label, text, _) in INVALID {
        let out = c.raw(*text);
        c.send(label, out).await?;
    }
    let odd = json!({"progressToken": {}, "progress": "half"});
    let kinds = [
        ("notifications/proofhouse", json!({})),
        ("notifications/progress", odd),
    ];
    for (label, (method, params)) in NOTIFICATIONS.iter().zip(kinds) {
        let out = c.notification(method, params);
        c.send(label, out).await?;
    }
    let outcomes = [
        json!({"resultType": "complete"}),
        json!({"code": -32603, "message": "no"}),
    ];
    for ((label, member), outcome) in RESPONSES.iter().zip(outcomes) {
        let mut out = c.raw(json!({"jsonrpc": "2.0", "id": "never-asked", *member: outcome}).to_string());
        out.remove("Mcp-Method");
        c.send(label, out).await?;
    }
    if !c.is_modern() {
        for (label, outcome) in STRAY.iter().zip([json!({}), json!(5)]) {
            let out = c.raw(json!({"jsonrpc": "2.0", "id": "never-asked", "result": outcome}).to_string());
            c.send(label, out).await?;
        }
        c.barrier(AFTER_RESPONSES).await?;
    }
    let bodies: Vec<Vec<u8>> = [c.safe_request(), c.work()].map(|out| out.body).to_vec();
    for (label, batch) in BATCHES.iter().zip([bodies.join(b",".as_slice()), Vec::new()]) {
        let out = c.raw([b"[".as_slice(), &batch, b"]"].concat());
        c.send(label, out).await?;
    }
    Ok(())
}

async fn tolerable(c: &mut Conversation) -> Result<(), Halt> {
    let modern = c.is_modern();
    for (at, label) in (if modern { EXTRA } else { META }).iter().enumerate() {
        let mut out = if at == 0 { c.safe_request() } else { c.work() };
        out.edit(|message| {
            let params = &mut message["params"];
            if modern {
                params["proofhouseUnknown"] = json!(1);
            } else {
                params["_meta"]["com.example/proofhouse"] = json!({"a": [1]});
            }
        });
        ask(c, label, out).await?;
    }
    if modern {
        let parent = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01";
        for (label, parent) in [(TRACED, parent), (TRACED_BADLY, "00-0AF7-00F0-01")] {
            let trace =
                json!({"traceparent": parent, "tracestate": "proofhouse=1", "baggage": "proofhouse=1"});
            let out = c.request("server/discover", json!({"_meta": trace}));
            ask(c, label, out).await?;
        }
    }
    Ok(())
}

/// One answer over HTTP that is read beyond its response, for what may follow it.
async fn whole_stream(c: &mut Conversation) -> Result<(), Halt> {
    if c.is_channel() {
        return Ok(());
    }
    let out = c.work();
    let mut stream = c.open_stream(WHOLE_STREAM, out).await?;
    c.read_stream(&mut stream, crate::jsonrpc::Message::is_response)
        .await;
    c.barrier("barrier").await?;
    c.await_end(&mut stream).await;
    c.leave(stream);
    c.barrier(AFTER_STREAM).await
}

async fn cancel(c: &mut Conversation) -> Result<(), Halt> {
    if c.is_modern() && c.is_http() {
        return Ok(());
    }
    c.open().await?;
    let finished = under_distinct_id(c, Conversation::safe_request);
    let id = finished.id.clone();
    c.send("finished", finished).await?;
    let unknown = [
        json!("proofhouse-never-used"),
        json!(-1),
        json!(9_007_199_254_740_991_u64),
    ];
    let unknown = unknown.map(|id| json!({"requestId": id}));
    let malformed = [
        json!({}),
        json!({"requestId": null}),
        json!({"requestId": {}}),
        json!({"requestId": "proofhouse-never-used", "reason": 7}),
    ];
    // Each kind between controls of its own, so that none is blamed for another.
    for (label, kind) in [
        (CANCEL_UNKNOWN, unknown.as_slice()),
        (CANCEL_FINISHED, &[json!({"requestId": id})]),
        (CANCEL_MALFORMED, &malformed),
    ] {
        c.control(&format!("before-{label}")).await?;
        for params in kind {
            let out = cancellation(c, params.clone());
            c.send(label, out).await?;
        }
        c.control(&format!("after-{label}")).await?;
    }
    c.control("before-race").await?;
    for _ in 0..8 {
        race(c).await?;
    }
    c.control("after-race").await
}

/// A request whose cancellation means no other one: a server without sessions may tell clients apart by their tokens alone,
/// and then the requests of all conversations of a principal are those of one client.
fn under_distinct_id(c: &mut Conversation, make: fn(&mut Conversation) -> Outgoing) -> Outgoing {
    let id = c.distinct_id();
    let mut request = make(c);
    request.edit(|message| message["id"] = id);
    request
}

fn cancellation(c: &mut Conversation, params: Value) -> Outgoing {
    c.notification("notifications/cancelled", params)
}

/// On stdio request and cancellation lie in one write; over HTTP+SSE in two posts with nothing read between them;
/// over Streamable HTTP the cancellation follows the head of the answer.
async fn race(c: &mut Conversation) -> Result<(), Halt> {
    let mut request = under_distinct_id(c, Conversation::work);
    let cancellation = cancellation(c, json!({"requestId": request.id}));
    if c.is_stdio() {
        request.body = [request.body.as_slice(), b"\n", &cancellation.body].concat();
        c.send(RACE, unanswerable(request)).await?;
        return Ok(());
    }
    if c.is_channel() {
        return c
            .send_unread(RACE, unanswerable(request), "race-cancellation", cancellation)
            .await;
    }
    let mut stream = c.open_stream(RACE, request).await?;
    c.send("race-cancellation", cancellation).await?;
    c.barrier("barrier").await?;
    c.drain(&mut stream).await;
    c.leave(stream);
    Ok(())
}

/// What is sent in [`MALFORMED`]: the label, and what it is in a finding.
pub const HARMFUL: &[(&str, &str)] = &[
    ("not-json", "text that is not JSON"),
    ("truncated", "a truncated message"),
    ("invalid-utf8", "bytes that are not UTF-8"),
    ("deep-nesting", "a deeply nested message"),
];

/// A call without the parameters that it needs, after those (legacy).
pub const BARE_CALL: &str = "bare-call";

/// A message beyond all measure, after those (modern).
pub const OVERSIZED: &str = "oversized";

/// So many bytes it has.
const OVERSIZED_BYTES: usize = 32 * 1024 * 1024;

/// Levels of nesting: far beyond any message, and beyond the stack of a reader that recurses.
const DEEP: usize = 20_000;

async fn harm(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    // The legacy revisions say nothing of nesting.
    let count = if c.is_modern() {
        HARMFUL.len()
    } else {
        HARMFUL.len() - 1
    };
    let oversized = c.is_modern().then_some(OVERSIZED);
    let bare_call = (!c.is_modern()).then_some(BARE_CALL);
    let labels = HARMFUL[..count].iter().map(|(label, _)| *label);
    for label in labels.chain(oversized).chain(bare_call) {
        c.control(&format!("before-{label}")).await?;
        let out = harmful(c, label);
        c.send(label, out).await?;
        c.reconnect();
        let after = format!("after-{label}");
        let lives = c.send_patiently(&after, Conversation::work).await?.is_served();
        if !lives && c.is_channel() {
            c.restart().await;
            c.open().await?;
        }
    }
    Ok(())
}

fn harmful(c: &mut Conversation, label: &str) -> Outgoing {
    let mut out = match label {
        "not-json" => c.raw("this is not JSON"),
        BARE_CALL => c.request("tools/call", json!({})),
        "invalid-utf8" => with_id(c.safe_request(), json!("proofhouse-\u{7f}")),
        _ => c.work(),
    };
    let marked = |out: &Outgoing| out.body.iter().position(|byte| *byte == 0x7f);
    match label {
        OVERSIZED => {
            out.edit(|message| message["params"]["proofhouse"] = json!(FILLER));
            out.filler = OVERSIZED_BYTES;
        }
        "truncated" => out.body.truncate(out.body.len() / 2),
        "invalid-utf8" => {
            if let Some(at) = marked(&out) {
                out.body.splice(at..=at, [0xc3, 0x28]);
            }
        }
        "deep-nesting" => {
            out.edit(|message| message["params"]["proofhouse"] = json!("@"));
            let nested = format!("{}{}", "[".repeat(DEEP), "]".repeat(DEEP));
            let text = String::from_utf8_lossy(&out.body).replacen("\"@\"", &nested, 1);
            out.body = text.into_bytes();
        }
        _ => {}
    }
    unanswerable(out)
}

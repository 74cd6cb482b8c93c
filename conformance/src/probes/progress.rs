//! Progress of calls that report it.

use serde_json::{Value, json};

use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt, Outgoing};
use crate::jsonrpc::Message;
use crate::transcript::Facts;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&PROGRESS];

/// Work, before and after everything else.
pub const ALIVE: &str = "alive";
/// Calls with a token: the label, and the token as JSON. No two look alike, so that one that comes back in another type
/// is none of them.
pub const TOKENS: &[(&str, &str)] = &[
    ("with-text", "\"t1\""),
    ("with-number", "7"),
    ("with-digits", "\"8\""),
    ("with-zero", "0"),
    ("with-empty-text", "\"\""),
    (
        "with-long-text",
        "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"",
    ),
];
/// Of them, the call whose stream is read beyond its response.
const READ_ON: &str = "with-text";
/// The call without a token.
pub const WITHOUT: &str = "without-token";
/// Calls with something that is no token: the label, and what it is as JSON.
pub const NO_TOKENS: &[(&str, &str)] = &[
    ("with-null", "null"),
    ("with-true", "true"),
    ("with-fraction", "1.5"),
    ("with-object", "{}"),
    ("with-array", "[]"),
];

/// A call that is known to report progress, with one token after another.
pub static PROGRESS: Probe = Probe {
    name: "progress-reports",
    era: Era::Any,
    over: Over::Any,
    needs: &[Need::Reports],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(ALIVE).await?;
    let Some(call) = call(c.facts()) else {
        return Ok(());
    };
    for (label, token) in TOKENS {
        let request = with_token(c, &call, token);
        if *label == READ_ON && c.is_http() {
            read_on(c, label, request).await?;
        } else {
            c.send(label, request).await?;
        }
    }
    let request = c.request("tools/call", call.clone());
    c.send(WITHOUT, request).await?;
    for (label, token) in NO_TOKENS {
        let request = with_token(c, &call, token);
        c.send(label, request).await?;
    }
    c.control(ALIVE).await
}

/// Reads on after the response, until everything is there that was sent before a barrier.
async fn read_on(c: &mut Conversation, label: &str, request: Outgoing) -> Result<(), Halt> {
    let mut stream = c.open_stream(label, request).await?;
    c.read_stream(&mut stream, Message::is_response).await;
    c.barrier("barrier").await?;
    c.drain(&mut stream).await;
    c.leave(stream);
    Ok(())
}

fn call(facts: &Facts) -> Option<Value> {
    let reports = facts.reports.as_ref()?;
    Some(json!({"name": reports.tool, "arguments": reports.arguments}))
}

fn with_token(c: &mut Conversation, call: &Value, token: &str) -> Outgoing {
    let mut request = c.request("tools/call", call.clone());
    let token: Value = token.parse().unwrap_or_default();
    request.edit(|message| message["params"]["_meta"]["progressToken"] = token);
    request
}

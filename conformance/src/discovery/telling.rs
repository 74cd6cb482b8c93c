//! Tools that do more than answer: that ask their client, report progress, or end a stream before their response.
//!
//! What a tool does is not in its definition. So tools are called, in a session of a client that can be asked for
//! everything, and what they did is what counts. Their words only say which to try first.

use serde_json::{Value, json};

use super::Claims;
use crate::arguments;
use crate::conversation::{Conversation, Halt, askable};
use crate::revision::Transport;
use crate::transcript::{End, Facts, Fixture};

/// Tools of each kind that are tried.
const TRIED: usize = 4;

/// Words in the name or the description of a tool that may ask its client.
const ASKING: &[&str] = &["elicit", "sampl", "ask", "roots"];
/// Of one that may report progress.
const REPORTING: &[&str] = &["progress", "stream", "count"];
/// Of one that may end its stream.
const CLOSING: &[&str] = &["reconnect", "connection ends", "ends the connection", "polling"];

/// Calls what may be such tools, and adds those that are to the facts.
pub(super) async fn seek(c: &mut Conversation, facts: &mut Facts, claims: &Claims) -> Result<(), Halt> {
    if c.is_modern() || c.cell.transport != Transport::StreamableHttp {
        return Ok(());
    }
    let (asking, reporting, closing) = (
        candidates(facts, ASKING, claims.asks.as_ref()),
        candidates(facts, REPORTING, claims.reports.as_ref()),
        candidates(facts, CLOSING, claims.closes.as_ref()),
    );
    if asking.is_empty() && reporting.is_empty() && closing.is_empty() {
        return Ok(());
    }
    c.client_capabilities = askable(c.cell.revision);
    c.open().await?;
    // A tool may take its time: that says nothing of the target.
    c.may_be_silent = true;
    let sought = try_each(c, facts, asking, reporting, closing).await;
    c.may_be_silent = false;
    sought
}

async fn try_each(
    c: &mut Conversation,
    facts: &mut Facts,
    asking: Vec<Fixture>,
    reporting: Vec<Fixture>,
    closing: Vec<Fixture>,
) -> Result<(), Halt> {
    for fixture in asking {
        if asks(c, &fixture).await? {
            facts.asks = Some(fixture);
            break;
        }
    }
    for fixture in reporting {
        let reports = reports(c, &fixture).await?;
        if reports {
            facts.reports = Some(fixture);
            break;
        }
    }
    for fixture in closing {
        if closes(c, &fixture).await? {
            facts.closes = Some(fixture);
            break;
        }
    }
    Ok(())
}

/// The declared one, or those with one of the words that may be called and whose arguments can be made.
fn candidates(facts: &Facts, words: &[&str], declared: Option<&Fixture>) -> Vec<Fixture> {
    if let Some(declared) = declared {
        return vec![declared.clone()];
    }
    let has_word = |tool: &&Value| {
        let text = |name: &str| tool[name].as_str().unwrap_or_default().to_ascii_lowercase();
        let (name, description) = (text("name"), text("description"));
        words
            .iter()
            .any(|word| name.contains(word) || description.contains(word))
    };
    let fixture = |tool: &Value| {
        Some(Fixture {
            tool: tool["name"].as_str()?.to_owned(),
            arguments: arguments::plain(&tool["inputSchema"]).ok()?,
        })
    };
    let callable = facts.tools.iter().filter(|tool| facts.may_call(tool));
    callable
        .filter(has_word)
        .filter_map(fixture)
        .take(TRIED)
        .collect()
}

async fn asks(c: &mut Conversation, fixture: &Fixture) -> Result<bool, Halt> {
    let id = c.distinct_id();
    let request = c.call_under(&id, fixture);
    let mut stream = c.open_stream("try-asking-tool", request).await?;
    let question = c.read_question(&mut stream).await;
    let asked = question.is_some();
    let answered = c.answer_all("answer-to-tool", &mut stream, question, &id).await?;
    c.leave(stream);
    Ok(asked && answered)
}

async fn reports(c: &mut Conversation, fixture: &Fixture) -> Result<bool, Halt> {
    let token = c.entropy.canary();
    let mut request = c.request(
        "tools/call",
        json!({"name": fixture.tool, "arguments": fixture.arguments}),
    );
    request.edit(|message| message["params"]["_meta"]["progressToken"] = json!(token));
    let reply = c.send("try-reporting-tool", request).await?;
    let reported = reply
        .messages()
        .iter()
        .any(|message| message.method() == Some("notifications/progress"));
    Ok(reported && reply.is_done())
}

async fn closes(c: &mut Conversation, fixture: &Fixture) -> Result<bool, Halt> {
    let request = c.request(
        "tools/call",
        json!({"name": fixture.tool, "arguments": fixture.arguments}),
    );
    let reply = c.send("try-closing-tool", request).await?;
    let ended = reply.end == Some(End::Complete) && reply.media_type() == "text/event-stream";
    let unanswered = reply.response().is_none();
    let last = reply.events.iter().rev().find_map(|event| event.id.clone());
    if let Some(last) = last.filter(|_| ended && unanswered) {
        // A client that does not come back would leave the call waiting.
        let mut out = c.endpoint_request("GET");
        out.set("Last-Event-ID", &last);
        let mut stream = c.open_stream("resume-closing-tool", out).await?;
        c.read_stream(&mut stream, crate::jsonrpc::Message::is_response)
            .await;
        c.leave(stream);
    }
    Ok(ended && unanswered)
}

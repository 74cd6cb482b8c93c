//! A `requestState` in the hands of an attacker: altered in every way, where it does not belong, and of another type.

use serde_json::{Value, json};

use super::forging::{cut, flipped, lengthened, places, rewritten};
use super::{
    ASK, Asked, CAPABLE, Era, Holding, Over, Probe, RETRY, STRIPPED, again, ask, askers, capabilities, retry,
    retry_once, with_answers,
};
use crate::conversation::{Conversation, Halt};
use crate::transcript::Fixture;

/// The retry with one bit of the state flipped.
pub const FLIPPED: &str = "retry-with-flipped-bit";
/// The retry with the state as it was issued, after those with flipped bits.
pub const AFTER_FLIPS: &str = "retry-after-flipped-bits";
/// The retry with the state cut short.
pub const CUT: &str = "retry-with-cut-state";
/// The retry with more at the end of the state.
pub const LENGTHENED: &str = "retry-with-lengthened-state";
/// The retry with the meaning of the state rewritten.
pub const REWRITTEN: &str = "retry-with-rewritten-state";
/// The retry with a state, or answers, of another type.
pub const OTHER_TYPE: &str = "retry-with-other-type";
/// The retry over another connection, from another program of the same user's.
pub const ELSEWHERE: &str = "retry-from-another-program";
/// Another tool that asks for input, answered well: the control of the two below.
pub const OTHER_TOOL: &str = "other-tool-retry";
/// The same without its state.
pub const OTHER_TOOL_STRIPPED: &str = "other-tool-retry-without-state";
/// The same with the state of the first tool.
pub const OTHER_TOOL_FOREIGN: &str = "other-tool-retry-with-foreign-state";
/// Requests of methods without rounds, as they are: tools/list, and completion where it is declared.
pub const PLAIN: &[&str] = &["list-plain", "complete-plain"];
/// The same with answers and state.
pub const WITH_FIELDS: &[&str] = &["list-with-answers", "complete-with-answers"];

/// Bits of each part of a state that are flipped, where it has more.
const BITS: usize = 40;
/// Flipped bits that are tried in one flow.
const BITS_A_FLOW: usize = 20;

/// A tool that asks for input, and what an attacker makes of its state.
pub static STATES: Probe = Probe {
    name: "request-states",
    era: Era::Modern,
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    c.client_capabilities = capabilities(&["elicitation", "sampling", "roots"]);
    let list = c.request("tools/list", json!({}));
    c.send(CAPABLE, list).await?;
    let askers = askers(c, 2).await?;
    let Some(call) = askers.first() else { return Ok(()) };
    let Some(asked) = ask(c, call, ASK).await? else {
        return Ok(());
    };
    if !retry(c, RETRY, call, &asked).await? {
        return Ok(());
    }
    let Some(Value::String(state)) = asked.state else {
        return Ok(());
    };
    if let Some(asked) = ask(c, call, ASK).await? {
        retry_once(c, STRIPPED, call, &asked.answers, None).await?;
    }
    break_form(c, call).await?;
    flip(c, call, &state).await?;
    from_elsewhere(c, call).await?;
    if let Some(other) = askers.get(1) {
        on_other_tool(c, call, other).await?;
    }
    on_other_methods(c, call).await?;
    again(c, RETRY, call).await
}

/// A flow of its own for every alteration, since a state may be good for one retry only.
async fn break_form(c: &mut Conversation, call: &Fixture) -> Result<(), Halt> {
    for (label, alter) in [
        (CUT, cut as fn(&str) -> Vec<String>),
        (LENGTHENED, lengthened),
        (REWRITTEN, rewritten),
    ] {
        let mut number = 0;
        while let Some(asked) = ask(c, call, ASK).await? {
            let Some(other) = asked
                .state
                .as_ref()
                .and_then(Value::as_str)
                .and_then(|state| alter(state).into_iter().nth(number))
            else {
                break;
            };
            number += 1;
            retry_once(c, label, call, &asked.answers, Some(&json!(other))).await?;
        }
    }
    other_types(c, call).await
}

async fn other_types(c: &mut Conversation, call: &Fixture) -> Result<(), Halt> {
    for other in [json!(7), Value::Null, json!([]), json!({"approved": true})] {
        if let Some(asked) = ask(c, call, ASK).await? {
            retry_once(c, OTHER_TYPE, call, &asked.answers, Some(&other)).await?;
        }
    }
    for other in [json!("accept"), json!(["accept"]), json!(1)] {
        if let Some(asked) = ask(c, call, ASK).await? {
            retry_once(c, OTHER_TYPE, call, &other, asked.state.as_ref()).await?;
        }
    }
    Ok(())
}

/// Many flips a flow, and after them the state as it was issued: where that is refused, only the first flip of the
/// flow was held against a state that was still good.
async fn flip(c: &mut Conversation, call: &Fixture, example: &str) -> Result<(), Halt> {
    let chosen = places(example, BITS, |bound| c.entropy.below("bit", bound));
    for places in chosen.chunks(BITS_A_FLOW) {
        let Some(Asked {
            answers,
            state: Some(Value::String(state)),
        }) = ask(c, call, ASK).await?
        else {
            return Ok(());
        };
        for place in places {
            if let Some(other) = flipped(&state, *place) {
                retry_once(c, FLIPPED, call, &answers, Some(&json!(other))).await?;
            }
        }
        retry_once(c, AFTER_FLIPS, call, &answers, Some(&json!(state))).await?;
    }
    Ok(())
}

/// The same user with another program, over another connection.
async fn from_elsewhere(c: &mut Conversation, call: &Fixture) -> Result<(), Halt> {
    let Some(asked) = ask(c, call, ASK).await? else {
        return Ok(());
    };
    c.reconnect();
    let mut request = c.request(
        "tools/call",
        with_answers(call, &asked.answers, asked.state.as_ref()),
    );
    request.edit(|message| {
        message["params"]["_meta"]["io.modelcontextprotocol/clientInfo"] =
            json!({"name": "another-program", "version": "2"});
    });
    c.send(ELSEWHERE, request).await?;
    Ok(())
}

async fn on_other_tool(c: &mut Conversation, call: &Fixture, other: &Fixture) -> Result<(), Halt> {
    if let Some(asked) = ask(c, other, "ask-other-tool").await? {
        retry_once(c, OTHER_TOOL, other, &asked.answers, asked.state.as_ref()).await?;
    }
    let (Some(foreign), Some(asked)) = (ask(c, call, ASK).await?, ask(c, other, "ask-other-tool").await?)
    else {
        return Ok(());
    };
    retry_once(c, OTHER_TOOL_STRIPPED, other, &asked.answers, None).await?;
    retry_once(
        c,
        OTHER_TOOL_FOREIGN,
        other,
        &asked.answers,
        foreign.state.as_ref(),
    )
    .await
}

/// Methods that ask for nothing, with the answers and the state of a call.
async fn on_other_methods(c: &mut Conversation, call: &Fixture) -> Result<(), Halt> {
    let Some(asked) = ask(c, call, ASK).await? else {
        return Ok(());
    };
    let prompt = c.facts().prompts.iter().find_map(|prompt| {
        let argument = prompt["arguments"].as_array()?.first()?["name"].as_str()?;
        Some(json!({
            "ref": {"type": "ref/prompt", "name": prompt["name"]},
            "argument": {"name": argument, "value": ""},
        }))
    });
    let completes = c.facts().declares("completions");
    for (at, (method, params)) in [
        ("tools/list", Some(json!({}))),
        ("completion/complete", prompt.filter(|_| completes)),
    ]
    .into_iter()
    .enumerate()
    {
        let Some(mut params) = params else { continue };
        let without = params.clone();
        let plain = c.request(method, without.clone());
        c.send(PLAIN[at], plain).await?;
        params["inputResponses"] = asked.answers.clone();
        if let Some(state) = &asked.state {
            params["requestState"] = state.clone();
        }
        let request = c.request(method, params);
        c.send(WITH_FIELDS[at], request).await?;
        // Once more without: what varies by itself was not changed by them.
        let plain = c.request(method, without);
        c.send(PLAIN[at], plain).await?;
    }
    Ok(())
}

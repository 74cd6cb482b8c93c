//! A flow whose effect may be had once, and its last request sent again; and another, whose last request is sent by
//! many at the same moment.

use serde_json::json;

use super::{ASK, Asked, answers, ask, capabilities, is_interim, with_answers};
use crate::check::Need;
use crate::conversation::{Conversation, Halt};
use crate::declared::Once;
use crate::discovery::with_canary;
use crate::probes::{Era, Holding, Over, Probe};
use crate::transcript::Fixture;

/// The effect, read before the flow: as often as anything is sent later, so that what changes by itself is seen.
pub const BEFORE: &str = "effect-before";
/// The request that completes the flow.
pub const COMPLETES: &str = "completes-once";
/// The effect after that, read as often.
pub const AFTER: &str = "effect-after";
/// The same request again, and over HTTP many times at once.
pub const REPLAYED: &str = "completes-again";
/// The effect after all of them, read as often.
pub const AFTER_ALL: &str = "effect-after-all";

/// The effect of another flow, read before it.
pub const BEFORE_RACE: &str = "effect-before-race";
/// The request that completes that one, sent many times at once without having been sent before.
pub const RACED: &str = "completes-in-a-race";
/// The effect after those.
pub const AFTER_RACE: &str = "effect-after-race";

/// Rounds after which a flow counts as endless.
const ROUNDS: usize = 10;
/// So often the request is sent at once.
const AT_ONCE: usize = 20;

/// One flow, completed and replayed.
pub static ONCE: Probe = Probe {
    name: "once",
    era: Era::Modern,
    over: Over::Any,
    needs: &[Need::Once],
    // What others do meanwhile would be read as its effect.
    hazard: true,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    let Some(once) = c.facts().declared.once.clone() else {
        return Ok(());
    };
    c.client_capabilities = capabilities(&["elicitation", "sampling", "roots"]);
    let canary = c.entropy.canary();
    let call = with_canary(once.call(), &canary);
    let reading = with_canary(once.read.clone(), &canary);
    let replays = if c.is_channel() { 1 } else { 1 + AT_ONCE };
    read(c, BEFORE, &reading, replays + 2).await?;
    let Some(mut asked) = ask(c, &call, ASK).await? else {
        return Ok(());
    };
    for round in 0..ROUNDS {
        let params = with_answers(&call, &asked.answers, asked.state.as_ref());
        let last = c.request("tools/call", params);
        let reply = c.send(COMPLETES, last.clone()).await?;
        let result = reply.result().cloned().unwrap_or_default();
        if is_interim(&result) {
            asked = Asked {
                answers: answers(&result["inputRequests"]),
                state: result.get("requestState").cloned(),
            };
            continue;
        }
        c.grace().await;
        read(c, AFTER, &reading, replays + 2).await?;
        let mut again = last;
        let id = c.fresh_id();
        again.edit(|message| message["id"] = id.clone());
        again.id = Some(id);
        c.send(REPLAYED, again.clone()).await?;
        if !c.is_channel() {
            c.repeat(REPLAYED, &again, AT_ONCE).await?;
        }
        c.grace().await;
        read(c, AFTER_ALL, &reading, replays + 2).await?;
        if c.is_channel() {
            return Ok(());
        }
        return race(c, &once, round).await;
    }
    Ok(())
}

/// The flow once more, for something else, with as many rounds before the last. A server that looks whether a state was
/// used, and remembers only later that it was, refuses what comes one after the other.
async fn race(c: &mut Conversation, once: &Once, rounds: usize) -> Result<(), Halt> {
    let canary = c.entropy.canary();
    let call = with_canary(once.call(), &canary);
    let reading = with_canary(once.read.clone(), &canary);
    read(c, BEFORE_RACE, &reading, 2).await?;
    let Some(mut asked) = ask(c, &call, "ask-before-race").await? else {
        return Ok(());
    };
    for _ in 0..rounds {
        let params = with_answers(&call, &asked.answers, asked.state.as_ref());
        let request = c.request("tools/call", params);
        let reply = c.send("answers-before-race", request).await?;
        let Some(next) = reply.result().and_then(Asked::of) else {
            return Ok(());
        };
        asked = next;
    }
    let last = with_answers(&call, &asked.answers, asked.state.as_ref());
    let last = c.request("tools/call", last);
    c.repeat(RACED, &last, AT_ONCE).await?;
    c.grace().await;
    read(c, AFTER_RACE, &reading, 2).await
}

async fn read(c: &mut Conversation, label: &str, fixture: &Fixture, times: usize) -> Result<(), Halt> {
    for _ in 0..times {
        let request = c.request(
            "tools/call",
            json!({"name": fixture.tool, "arguments": fixture.arguments}),
        );
        c.send(label, request).await?;
    }
    Ok(())
}

//! Flows by the thousand that nobody finishes, and states that are noise.

use serde_json::{Value, json};

use super::forging::mutated;
use super::{
    ASK, CAPABLE, Era, Holding, Over, Probe, RETRY, again, ask, askers, capabilities, first_call, retry,
    retry_once,
};
use crate::conversation::{Conversation, Halt};

/// Calls that ask for input, whose questions nobody answers.
pub const ABANDONED: &str = "abandoned-flows";
/// So many of them.
pub const FLOWS: usize = 1000;
/// The note that says how many of them were served.
pub const SERVED: &str = "served";
/// A request that needs nothing, after them.
pub const ALIVE: &str = "alive";
/// A flow from beginning to end, after them.
pub const FINISHED: &str = "retry-after-abandoned-flows";
/// A retry whose state is noise.
pub const NOISE: &str = "retry-with-noise";
/// A flow from beginning to end, between them.
pub const BETWEEN: &str = "retry-between-noise";

/// States that are noise.
const NOISES: usize = 200;
/// After so many of them a flow is held from beginning to end.
const NOISES_A_CONTROL: usize = 50;

/// What a server with rounds must bear. It costs more than a thousand calls, over one transport.
pub static FLOWS_AND_NOISE: Probe = Probe {
    name: "flows-and-noise",
    era: Era::Modern,
    over: Over::StreamableHttp,
    needs: &[],
    hazard: true,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    c.client_capabilities = capabilities(&["elicitation", "sampling", "roots"]);
    let list = c.request("tools/list", json!({}));
    c.send(CAPABLE, list).await?;
    let askers = askers(c, 1).await?;
    let Some(call) = askers.first() else { return Ok(()) };
    let Some(asked) = ask(c, call, ASK).await? else {
        return Ok(());
    };
    let is_string = asked.state.as_ref().is_some_and(Value::is_string);
    if !retry(c, RETRY, call, &asked).await? {
        return Ok(());
    }
    let begin = c.request("tools/call", first_call(call));
    let served = c.repeat(ABANDONED, &begin, FLOWS).await?;
    c.note(SERVED, served.to_string());
    c.reconnect();
    c.barrier(ALIVE).await?;
    again(c, FINISHED, call).await?;
    if !is_string {
        return Ok(());
    }
    for number in 0..NOISES {
        let Some(asked) = ask(c, call, ASK).await? else {
            break;
        };
        let state = asked.state.as_ref().and_then(Value::as_str).unwrap_or_default();
        let noise = mutated(state, |bound| c.entropy.below("noise", bound));
        retry_once(c, NOISE, call, &asked.answers, Some(&json!(noise))).await?;
        if (number + 1) % NOISES_A_CONTROL == 0 {
            again(c, BETWEEN, call).await?;
        }
    }
    again(c, BETWEEN, call).await
}

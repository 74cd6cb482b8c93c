//! Calls that are refused for where they come from or for what their headers say, and whether they are carried out all
//! the same. The tool fetches from the upstream trap, so what it did is seen there.

use super::authorization::led_call;
use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt, Outgoing};
use crate::revision::Revision;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&REFUSED_WORK];

/// The call as it should be, after all others.
pub const CARRIED_OUT: &str = "call-that-is-due";
/// The call from a web page of another site.
pub const FROM_FOREIGN_PAGE: &str = "call-from-foreign-page";
/// The call under headers that disagree with its body: label, and what disagrees.
pub const UNDER_OTHER_HEADERS: &[(&str, &str)] = &[
    ("call-under-other-method", "Mcp-Method"),
    ("call-under-other-name", "Mcp-Name"),
    ("call-under-other-version", "MCP-Protocol-Version"),
];

/// What the key of the note begins with that holds the canary in what a call fetches; the label follows.
const CANARY: &str = "canary-of-";

/// Calls that are to be refused.
pub static REFUSED_WORK: Probe = Probe {
    name: "refused-work",
    era: Era::Any,
    over: Over::StreamableHttp,
    needs: &[Need::Upstream],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

/// The key of the note that names the canary of a call.
pub fn canary_of(label: &str) -> String {
    format!("{CANARY}{label}")
}

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    let mut canaries = Vec::new();
    call(c, &mut canaries, FROM_FOREIGN_PAGE, |out| {
        out.set("Origin", "http://evil.example");
    })
    .await?;
    if c.is_modern() {
        for (label, name) in UNDER_OTHER_HEADERS {
            let other = match *name {
                "Mcp-Method" => "tools/list",
                "Mcp-Name" => "proofhouse_other",
                _ => Revision::V2025_11_25.as_str(),
            };
            call(c, &mut canaries, label, |out| out.set(name, other)).await?;
        }
    }
    call(c, &mut canaries, CARRIED_OUT, |_| {}).await?;
    // What is refused may be carried out in the background.
    c.grace().await;
    for canary in canaries {
        c.look_upstream(&canary);
    }
    Ok(())
}

async fn call(
    c: &mut Conversation,
    canaries: &mut Vec<String>,
    label: &str,
    change: impl FnOnce(&mut Outgoing),
) -> Result<(), Halt> {
    let canary = c.entropy.canary();
    let Some(mut out) = led_call(c, &canary) else {
        return Ok(());
    };
    c.note(&canary_of(label), canary.clone());
    canaries.push(canary);
    change(&mut out);
    c.send(label, out).await?;
    Ok(())
}

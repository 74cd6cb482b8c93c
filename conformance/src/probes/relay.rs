//! What a server fetches for its caller: text of somebody else's, and addresses that it never offered.

use serde_json::json;
use targets::upstream::HOSTILE_PATH;

use super::features::TEMPLATE_LIST;
use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt};
use crate::launch::led_upstream;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&UPSTREAM_TEXT, &ELSEWHERE];

/// Work, before and after everything else.
pub const WORK: &str = "work";
/// A call that fetches a plain text.
pub const PLAIN: &str = "fetch-plain";
/// The same call for a text full of what is not text.
pub const HOSTILE: &str = "fetch-hostile";

/// A tool that returns what the upstream trap says.
pub static UPSTREAM_TEXT: Probe = Probe {
    name: "upstream-text",
    era: Era::Any,
    over: Over::Any,
    needs: &[Need::Tools, Need::Upstream],
    hazard: false,
    hold: Some(|c| Box::pin(upstream_text(c)) as Holding<'_>),
};

async fn upstream_text(c: &mut Conversation) -> Result<(), Halt> {
    let Some(base) = c.ground.upstream.as_ref().map(|upstream| upstream.base_url()) else {
        return Ok(());
    };
    c.open().await?;
    c.control(WORK).await?;
    for (label, base) in [(PLAIN, base.clone()), (HOSTILE, format!("{base}{HOSTILE_PATH}"))] {
        let canary = c.entropy.canary();
        let Some(fixture) = c.facts().upstream.clone() else {
            break;
        };
        let fixture = led_upstream(fixture, &base, &canary);
        let call = json!({"name": fixture.tool, "arguments": fixture.arguments});
        let request = c.request("tools/call", call);
        c.send(label, request).await?;
    }
    c.control(WORK).await
}

/// The control: a list of the resources.
pub const LISTED: &str = "resources-listed";
/// Reads of addresses on the network that were never listed.
pub const READ_ELSEWHERE: &str = "read-elsewhere";

/// Reads of what lies on the network, at the upstream trap.
pub static ELSEWHERE: Probe = Probe {
    name: "unlisted-addresses",
    era: Era::Any,
    over: Over::Any,
    needs: &[Need::Resources],
    hazard: false,
    hold: Some(|c| Box::pin(elsewhere(c)) as Holding<'_>),
};

async fn elsewhere(c: &mut Conversation) -> Result<(), Halt> {
    let Some(base) = c.ground.upstream.as_ref().map(|upstream| upstream.base_url()) else {
        return Ok(());
    };
    c.open().await?;
    list(c, "resources/list", LISTED).await?;
    list(c, TEMPLATE_LIST.method, TEMPLATE_LIST.first).await?;
    let mut canaries = Vec::new();
    for base in [base.clone(), base.replacen("http:", "HTTP:", 1)] {
        let canary = c.entropy.canary();
        let request = c.request("resources/read", json!({"uri": format!("{base}/{canary}")}));
        c.send(READ_ELSEWHERE, request).await?;
        canaries.push(canary);
    }
    list(c, "resources/list", LISTED).await?;
    for canary in canaries {
        c.look_upstream(&canary);
    }
    Ok(())
}

async fn list(c: &mut Conversation, method: &str, label: &str) -> Result<(), Halt> {
    let request = c.request(method, json!({}));
    c.send(label, request).await?;
    Ok(())
}

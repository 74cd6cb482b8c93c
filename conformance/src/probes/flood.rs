//! Sessions by the thousand.

use serde_json::json;

use super::sessions::alike;
use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt, Outgoing};
use crate::revision::Revision;
use crate::transcript::Reply;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&REFUSED_FLOOD, &FLOOD];

/// Work in a session that was there before.
pub const BEFORE: &str = "before";
/// Handshakes whose sessions nobody uses.
pub const HANDSHAKES: &str = "handshakes";
/// The note that says how many of them were served.
pub const SERVED: &str = "served";
/// So many are sent, in four rounds.
pub const SESSIONS: usize = 1000;
/// So many rounds.
const ROUNDS: usize = 4;
/// Work in the session that was there before, afterwards.
pub const OLDEST: &str = "oldest-session";
/// Work in a new session.
pub const AFTER: &str = "after";
/// The note that says by how many bytes a session the memory of the launched process grew, in the round in which it grew
/// least: a runtime that collects garbage lets it grow for a while, whatever is kept.
pub const GROWTH: &str = "bytes-a-session";

/// Sessions that are opened and abandoned.
///
/// It costs a thousand handshakes, in one column of a run.
pub static FLOOD: Probe = Probe {
    name: "session-flood",
    era: Era::Only(Revision::V2025_11_25),
    over: Over::StreamableHttp,
    needs: &[Need::Sessions],
    hazard: true,
    hold: Some(|c| Box::pin(flood(c)) as Holding<'_>),
};

/// One request outside of a session that is to be refused.
pub const REFUSED: &str = "refused";
/// The same, so many times that whoever kept something for each would run full.
pub const REFUSALS: &str = "refusals";
/// So many are sent.
const REFUSED_TIMES: usize = 1200;
/// Work in the session that was there before, afterwards.
pub const IN_USE: &str = "session-in-use";
/// Work in a session that nobody used while as many requests of no session were refused, before and after.
pub const UNUSED: &str = "session-unused";
/// Requests that name a session that never was, for what a refusal leaves in memory that has no session to open.
pub const LOST: &str = "refusals-for-comparison";
/// Notes of how many bytes a request the memory of the launched process grew in each round, apart by spaces.
pub const REFUSED_GROWTH: &str = "bytes-a-refusal";
/// The same of those for comparison.
pub const LOST_GROWTH: &str = "bytes-a-refusal-for-comparison";
/// What a request that is refused may leave in memory, in bytes.
pub const REFUSAL_BOUND: u64 = 4 * 1024;
/// Requests of each kind in a round.
const ROUND: usize = 2048;

/// Requests that are refused outside of a session.
///
/// Memory grows at first whatever a target is asked, and a runtime that collects garbage lets it grow for a while. So where
/// it grew, these and others that are refused, too, are sent in turn, until what is kept is more than that explains.
pub static REFUSED_FLOOD: Probe = Probe {
    name: "refused-flood",
    era: Era::Only(Revision::V2025_11_25),
    over: Over::StreamableHttp,
    needs: &[Need::Sessions],
    hazard: true,
    hold: Some(|c| Box::pin(refused_flood(c)) as Holding<'_>),
};

async fn refused_flood(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(BEFORE).await?;
    let Some(refusable) = refusable(c).await? else {
        return Ok(());
    };
    let resident = c.ground.resident_kib();
    c.repeat(REFUSALS, &refusable, REFUSED_TIMES).await?;
    let growth = growth(c, resident, REFUSED_TIMES);
    c.reconnect();
    let work = c.work();
    let is_gone = c.send(IN_USE, work).await?.is_refused();
    if is_gone {
        unused(c).await?;
    } else if growth.is_some_and(|growth| growth >= REFUSAL_BOUND) {
        rounds(c, &refusable).await?;
    }
    c.open().await?;
    c.control(AFTER).await
}

/// A handshake that lacks all that it needs or else a list outside of any session, once it was refused. A refusal that is
/// answered with success and names a session leaves it to the client to try again in it.
async fn refusable(c: &mut Conversation) -> Result<Option<Outgoing>, Halt> {
    let session = c.session.take();
    let mut found = None;
    for (method, params) in [("initialize", json!({})), ("tools/list", json!({}))] {
        let out = c.request(method, params);
        if refuses(&c.send(REFUSED, out.clone()).await?) {
            found = Some(out);
            break;
        }
    }
    c.session = session;
    Ok(found)
}

/// Whether a request was refused for good.
pub fn refuses(reply: &Reply<'_>) -> bool {
    reply.is_refused() && (reply.status() >= 400 || reply.header("mcp-session-id").is_none())
}

/// Whether a session outlives as many requests that are refused and have none to open.
async fn unused(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(UNUSED).await?;
    let lost = lost(c);
    c.repeat(LOST, &lost, REFUSED_TIMES).await?;
    c.reconnect();
    c.control(UNUSED).await
}

/// A list in a session that never was, whose id is like that of one that is.
fn lost(c: &mut Conversation) -> Outgoing {
    let mut out = c.request("tools/list", json!({}));
    let issued = c.session.clone().unwrap_or_default();
    let unknown: String = issued
        .chars()
        .map(|found| alike(found, c.entropy.below("session id", 36)))
        .collect();
    out.set("Mcp-Session-Id", &unknown);
    out
}

async fn rounds(c: &mut Conversation, refusable: &Outgoing) -> Result<(), Halt> {
    let lost = lost(c);
    let (mut of_lost, mut of_refused) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for (label, out, kept) in [
            (LOST, &lost, &mut of_lost),
            (REFUSALS, refusable, &mut of_refused),
        ] {
            let resident = c.ground.resident_kib();
            c.repeat(label, out, ROUND).await?;
            kept.extend(growth(c, resident, ROUND).map(|bytes| bytes.to_string()));
        }
    }
    c.note(LOST_GROWTH, of_lost.join(" "));
    c.note(REFUSED_GROWTH, of_refused.join(" "));
    Ok(())
}

/// By how many bytes a request the memory of the launched process grew since it was `resident` kilobytes.
fn growth(c: &Conversation, resident: Option<u64>, requests: usize) -> Option<u64> {
    let (before, after) = resident.zip(c.ground.resident_kib())?;
    Some(after.saturating_sub(before) * 1024 / u64::try_from(requests).ok()?)
}

async fn flood(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(BEFORE).await?;
    let handshake = c.initialize_request();
    let (mut served, mut grown) = (0, Vec::new());
    let round = SESSIONS / ROUNDS;
    for _ in 0..ROUNDS {
        let resident = c.ground.resident_kib();
        let opened = c.repeat(HANDSHAKES, &handshake, round).await?;
        served += opened;
        if opened < round {
            break;
        }
        grown.extend(growth(c, resident, round));
    }
    c.note(SERVED, served.to_string());
    if let Some(least) = grown.iter().min() {
        c.note(GROWTH, least.to_string());
    }
    c.reconnect();
    c.control(OLDEST).await?;
    c.open().await?;
    c.control(AFTER).await
}

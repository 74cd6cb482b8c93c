//! Sessions by the thousand.

use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt};
use crate::revision::Revision;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&FLOOD];

/// Work in a session that was there before.
pub const BEFORE: &str = "before";
/// Handshakes whose sessions nobody uses.
pub const HANDSHAKES: &str = "handshakes";
/// The note that says how many of them were served.
pub const SERVED: &str = "served";
/// So many are sent.
pub const SESSIONS: usize = 1000;
/// Work in the session that was there before, afterwards.
pub const OLDEST: &str = "oldest-session";
/// Work in a new session.
pub const AFTER: &str = "after";
/// The note that says by how many bytes a session the memory of the launched process grew.
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

async fn flood(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(BEFORE).await?;
    let resident = c.ground.resident_kib();
    let handshake = c.initialize_request();
    let served = c.repeat(HANDSHAKES, &handshake, SESSIONS).await?;
    c.note(SERVED, served.to_string());
    c.reconnect();
    c.control(OLDEST).await?;
    let grown = resident.zip(c.ground.resident_kib());
    if let Some((before, after)) = grown {
        let sessions = u64::try_from(served.max(1)).unwrap_or(1);
        c.note(
            GROWTH,
            (after.saturating_sub(before) * 1024 / sessions).to_string(),
        );
    }
    c.open().await?;
    c.control(AFTER).await
}

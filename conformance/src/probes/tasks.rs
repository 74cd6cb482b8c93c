//! Calls as tasks (2025-11-25).

use serde_json::json;

use super::{Era, Holding, Over, Probe};
use crate::conversation::{Conversation, Halt};
use crate::revision::Revision;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&TASK_CALLS];

/// A harmless call, before and after.
pub const PLAIN: &str = "plain-call";
/// The same call, which the client would have as a task.
pub const CALL: &str = "call-as-task";

/// A harmless call, and the same as a task, whatever is declared.
pub static TASK_CALLS: Probe = Probe {
    name: "task-calls",
    era: Era::Only(Revision::V2025_11_25),
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(PLAIN).await?;
    if c.facts().work.is_some() {
        let mut request = c.work();
        request.edit(|message| message["params"]["task"] = json!({"ttl": 60_000}));
        c.send(CALL, request).await?;
    }
    c.control(PLAIN).await
}

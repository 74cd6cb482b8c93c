//! Tasks of 2025-11-25, on servers that do not declare them and on their tools.

use crate::check::{Check, Judgement, Verdict};
use crate::probes::tasks::{CALL, PLAIN};
use crate::transcript::{Reply, Transcript};

mod capability_declared;
mod support_known;
mod undeclared_ignored;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &support_known::CHECK,
    &undeclared_ignored::CHECK,
    &capability_declared::CHECK,
];

/// The call with a task member, on a server that declares no tasks for tools.
fn undeclared(seen: &Transcript) -> Result<Reply<'_>, Verdict> {
    if seen.head.facts.declares("tasks.requests.tools.call") {
        return Err(Verdict::not_applicable("the target declares tasks"));
    }
    seen.control(PLAIN)?;
    seen.reply(CALL)
}

/// Holds that the answer is no created task.
fn is_no_task(reply: &Reply<'_>) -> Judgement {
    let created = reply.result().is_some_and(|result| result["task"].is_object());
    reply.require(!created, || {
        "created a task without declaring that it can".to_owned()
    })
}

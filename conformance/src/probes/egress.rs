//! Where a launched server connected to while everything else was held: no conversation, but the record of the gateway.

use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt};
use crate::egress::recorded;

/// The note of how the server was watched.
pub const WATCH: &str = "watch";

/// The note of a destination that the target file declares, or that is ours.
pub const DECLARED: &str = "declared-destination";

/// The note that the target file says where the server may go.
pub const CLOSED: &str = "destinations-declared";

/// The note of any other.
pub const UNDECLARED: &str = "undeclared-destination";

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&EGRESS];

/// Held after all others. One server answers all columns over HTTP, so the destinations are those of the whole run.
pub static EGRESS: Probe = Probe {
    name: "egress",
    era: Era::Any,
    over: Over::Any,
    needs: &[Need::Watched],
    hazard: false,
    hold: Some(|c| Box::pin(std::future::ready(egress(c))) as Holding<'_>),
};

fn egress(c: &mut Conversation) -> Result<(), Halt> {
    let Some(egress) = c.ground.egress.clone() else {
        return Ok(());
    };
    let seen = egress.gateway.seen();
    let mut found: Vec<(String, bool)> = seen
        .iter()
        .map(|destination| recorded(destination, &egress.declared))
        .collect();
    found.sort();
    found.dedup();
    c.note(WATCH, egress.watch.as_str());
    if egress.is_closed {
        c.note(CLOSED, "yes");
    }
    for (name, is_declared) in found {
        c.note(if is_declared { DECLARED } else { UNDECLARED }, name);
    }
    Ok(())
}

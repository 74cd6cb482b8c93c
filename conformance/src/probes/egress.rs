//! Where a launched server connected to while everything else was held: no conversation, but the record of the gateway and
//! of the tracer.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt};
use crate::egress::{Declared, recorded};
use crate::transport::tracer;

/// The note of how the server was watched.
pub const WATCH: &str = "watch";

/// The note of a destination that the target file declares, or that is ours.
pub const DECLARED: &str = "declared-destination";

/// The note that the target file says where the server may go.
pub const CLOSED: &str = "destinations-declared";

/// The note of any other.
pub const UNDECLARED: &str = "undeclared-destination";

/// The note of an address of which only the number was seen, and which may be one of the names that the target file declares.
pub const UNNAMED: &str = "unnamed-destination";

/// The note that there were more destinations than are kept.
pub const CUT: &str = "more-destinations";

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&EGRESS];

/// Held after all others. One server answers all columns over HTTP, so the destinations are those of the whole run.
pub static EGRESS: Probe = Probe {
    name: "egress",
    era: Era::Any,
    over: Over::Any,
    needs: &[Need::Watched],
    hazard: false,
    hold: Some(|c| Box::pin(egress(c)) as Holding<'_>),
};

async fn egress(c: &mut Conversation) -> Result<(), Halt> {
    let Some(egress) = c.ground.egress.clone() else {
        return Ok(());
    };
    let seen = egress.gateway.seen();
    let mut found: BTreeSet<(&str, String)> = BTreeSet::new();
    for destination in seen {
        let (name, is_declared) = recorded(&destination, &egress.declared);
        found.insert((if is_declared { DECLARED } else { UNDECLARED }, name));
    }
    if let Some(tracer) = &egress.tracer {
        let (traced, is_all) = tracer.seen();
        for address in traced
            .into_iter()
            .filter(|address| *address != egress.gateway.address())
        {
            let (name, is_declared) = recorded(&canonical(address), &egress.declared);
            found.insert(if is_declared {
                (DECLARED, name)
            } else {
                named(address, &egress.declared).await
            });
        }
        if !is_all {
            c.note(CUT, "yes");
        }
    }
    c.note(WATCH, egress.watch().as_str());
    if egress.is_closed {
        c.note(CLOSED, "yes");
    }
    for (kind, name) in found {
        c.note(kind, name);
    }
    Ok(())
}

/// An address as target files write it. This machine has many, and a name for it may stand for any of them.
fn canonical(address: SocketAddr) -> String {
    if address.ip().is_loopback() || address.ip().is_unspecified() {
        format!("127.0.0.1:{}", address.port())
    } else {
        address.to_string()
    }
}

/// What an address is of which only the number was seen: one of the names that are declared, or not, or nobody can say.
async fn named(address: SocketAddr, declared: &[Declared]) -> (&'static str, String) {
    let mut may_be = false;
    for known in declared {
        let Some(host) = known.host_name() else { continue };
        may_be = true;
        if host.starts_with("*.") {
            continue;
        }
        let is_it = tracer::stands_for(host, address).await;
        let (name, covers) = recorded(&format!("{host}:{}", address.port()), std::slice::from_ref(known));
        if is_it && covers {
            return (DECLARED, name);
        }
    }
    let kind = if may_be { UNNAMED } else { UNDECLARED };
    (kind, canonical(address))
}

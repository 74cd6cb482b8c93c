use std::collections::BTreeSet;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes, require};
use crate::probes::sessions::{HANDSHAKE, IDS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.id-unique",
    requirements: &["SESSION-ID-UNIQUE"],
    summary: "no two sessions have the same id",
    severity: Severity::High,
    probe: &IDS,
    needs: &[],
    judge,
    remedy: "Make every session's id anew from a secure random number generator, and from nothing that the client sends.",
    classes: &["CWE-330"],
    examples: &[
        passes("handshake | 200 | Mcp-Session-Id: a1 | ok\nhandshake | 200 | Mcp-Session-Id: b2 | ok"),
        fails(
            "handshake | 200 | Mcp-Session-Id: a1 | ok\nhandshake | 200 | Mcp-Session-Id: a1 | ok",
            "2 handshakes got 1 different session id",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let ids = super::issued(seen, HANDSHAKE)?;
    if ids.len() < 2 {
        return Err(Verdict::inconclusive("fewer than two session ids were issued"));
    }
    let different: BTreeSet<_> = ids.iter().collect();
    require(different.len() == ids.len(), || {
        let plural = if different.len() == 1 { "" } else { "s" };
        format!(
            "{} handshakes got {} different session id{plural}",
            ids.len(),
            different.len()
        )
    })
}

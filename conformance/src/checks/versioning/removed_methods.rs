use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::jsonrpc::METHOD_NOT_FOUND;
use crate::probes::versioning::{REMOVED_METHODS, SERVED, VERSIONS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "versioning.removed-methods",
    requirements: &["VER-REMOVED-METHODS"],
    summary: "methods of earlier revisions are unknown in a modern request",
    severity: Severity::Low,
    probe: &VERSIONS,
    needs: &[],
    judge,
    remedy: "Answer methods that this revision does not have with -32601 when the request is a modern one.",
    classes: &[],
    examples: &[
        passes(
            "served | 200 | ok\nremoved-ping | 404 | error -32601\nremoved-set-level | 404 | error -32601\nremoved-subscribe | 404 | error -32601\nremoved-unsubscribe | 404 | error -32601",
        ),
        fails(
            "served | 200 | ok\nremoved-ping | 200 | ok",
            "answered 200 with a result to ping",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(SERVED)?;
    let modern_only = Need::ModernOnly.met_by(&seen.head.facts).is_ok();
    for (label, method) in REMOVED_METHODS {
        let reply = seen.reply(label)?;
        let held = reply.error_code() == Some(METHOD_NOT_FOUND);
        let says = || format!("answered {} to {method} in a modern request", reply.describe());
        // A server of both eras may route by method alone.
        if modern_only {
            reply.require(held, says)?;
        } else {
            reply.advise(held, says)?;
        }
    }
    Ok(())
}

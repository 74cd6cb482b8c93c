use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::hostile_survived;
use crate::probes::disturbed::{ALIVE, CUT_OFF, CUTS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.disconnect-survived",
    requirements: &["HTTP-DISCONNECT-SESSION-SURVIVES"],
    summary: "connections that end in any phase of a request leave the session working",
    severity: Severity::High,
    probe: &CUT_OFF,
    needs: &[],
    judge,
    remedy: "Take the end of a connection for what it is: neither the end of the session nor an error that may escape.",
    classes: &["CWE-248"],
    examples: &[
        passes(
            "alive | 200 | ok\ncut-in-head | 0 | left\nalive | 200 | ok\ncut-before-answer | left\nalive | 200 | ok",
        ),
        fails(
            "alive | 200 | ok\ncut-in-body | left\nalive | unreachable",
            "after a connection closed within the body of a request the target answers no more: unreachable",
        ),
        fails(
            "alive | 200 | ok\ncut-while-asked | left\nalive | 404",
            "after a stream closed while its client is asked something the session got 404",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut last = None;
    let mut worked = false;
    for reply in seen.all_exchanges() {
        if let Some((_, what)) = CUTS.iter().find(|(label, _)| *label == reply.label) {
            last = Some(*what);
        } else if reply.label == ALIVE && reply.answered().is_ok() {
            match last {
                Some(what) if worked => reply.require(reply.is_served() || reply.status() >= 429, || {
                    format!("after {what} the session got {}", reply.describe())
                })?,
                _ => worked = reply.is_served(),
            }
        }
    }
    if last.is_none() {
        return Err(Verdict::inconclusive("no connection was cut"));
    }
    hostile_survived(seen, ALIVE, CUTS)
}

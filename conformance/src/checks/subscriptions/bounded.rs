use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::{answered_on, not_halted};
use crate::probes::features::subscriptions::{FLOOD, FLOODS, STILL_THERE};
use crate::transcript::{End, Reply, Transcript};

pub static CHECK: Check = Check {
    id: "subscriptions.bounded",
    requirements: &["SUB-BOUNDED"],
    summary: "many subscriptions, and one of many URIs, do not take the server down",
    severity: Severity::High,
    probe: &FLOOD,
    needs: &[],
    judge,
    remedy: "Bound the subscriptions of a client and the URIs of a filter, and refuse what exceeds the bounds.",
    classes: &["LLM10:2025", "CWE-770"],
    examples: &[
        passes(
            "still-there | 200 | ok\nlisten-to-many | 400 | error -32602\nstill-there | 200 | ok\nlisten-often | 200 | left\nstill-there | 200 | ok",
        ),
        fails(
            "still-there | 200 | ok\nlisten-to-many | closed\nstill-there | unreachable",
            "after a filter of 10,000 URIs the target answers no more: unreachable",
        ),
    ],
};

/// Where the bounds lie is the server's choice; that it has none shows only when it falls.
fn judge(seen: &Transcript) -> Judgement {
    if seen.exchange(STILL_THERE).is_err() && seen.note("halt").is_none() {
        return Err(Verdict::not_applicable(
            "the target advertises nothing to listen to",
        ));
    }
    // A target that is slow has not fallen, and one that turns others away meanwhile has a bound.
    answered_on(seen, STILL_THERE, FLOODS)?;
    seen.control(STILL_THERE)?;
    not_halted(seen)?;
    let mut hostile = FLOODS.iter().flat_map(|(label, _)| seen.exchanges(label));
    let never_came = |reply: &Reply<'_>| matches!(reply.end, Some(End::Unreachable | End::TimedOut));
    match hostile.find(never_came) {
        Some(reply) => reply.answered(),
        None => Ok(()),
    }
}

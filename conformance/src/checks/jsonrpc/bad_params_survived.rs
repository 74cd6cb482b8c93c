use super::was_sent;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::framing::{BARE_CALL, MALFORMED};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "jsonrpc.bad-params-survived",
    requirements: &["HTTP-MALFORMED-BODY-SURVIVES", "STDIO-BAD-LINE-SURVIVES"],
    summary: "a request without the parameters that it needs ends neither the server nor the session",
    severity: Severity::High,
    probe: &MALFORMED,
    needs: &[],
    judge,
    remedy: "Answer a request that does not have the form of its method with an error, and let no failure to read one message end the loop that reads them all.",
    classes: &["CWE-248"],
    examples: &[
        passes("before-bare-call | 200 | ok\nbare-call | no id | 200\nafter-bare-call | 200 | ok"),
        fails(
            "before-bare-call | 200 | ok\nbare-call | no id | 500\nafter-bare-call | 500",
            "after a call without its parameters the same work as before got 500",
        ),
        fails(
            "in: 2025-03-26 stdio\nbefore-bare-call | ok\nbare-call | no id | closed\nafter-bare-call | closed",
            "after a call without its parameters the same work as before got closed",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(&format!("before-{BARE_CALL}"))?;
    let label = format!("after-{BARE_CALL}");
    let after = seen.exchange(&label)?;
    // Silence may be slowness, and other server errors those of somebody in between.
    let is_gone = matches!(after.end, Some(End::Closed | End::Unreachable)) && after.response().is_none();
    if !is_gone && after.status() != 500 {
        seen.control(&label)?;
        return was_sent(seen, BARE_CALL);
    }
    let mut finding = after.finding(format!(
        "after a call without its parameters the same work as before got {}",
        after.describe()
    ));
    let harmful = seen.exchanges(BARE_CALL).map(|harmful| harmful.exchange);
    finding.evidence.extend(harmful);
    finding.evidence.sort_unstable();
    Err(Verdict::Fail(finding))
}

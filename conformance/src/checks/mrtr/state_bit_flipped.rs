use super::Outcome;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::mrtr::states::{AFTER_FLIPS, FLIPPED, STATES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.state-bit-flipped",
    requirements: &["MRTR-STATE-TAMPER"],
    summary: "a requestState with any of its bits flipped is refused",
    severity: Severity::Critical,
    probe: &STATES,
    needs: &[],
    judge,
    remedy: "Compare the whole authentication code of requestState, in constant time, over every byte that is used.",
    classes: &["CWE-565", "CWE-345"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 400 | error -32602
retry-with-flipped-bit | 400 | error -32602
retry-after-flipped-bits | 200 | ok"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 400 | error -32602
retry-with-flipped-bit | 400 | error -32602
retry-with-flipped-bit | 200 | ok
retry-after-flipped-bits | 200 | ok"#,
            "completed a call with a requestState of which one bit is flipped",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::completing(seen)?;
    seen.reply(FLIPPED)?;
    seen.exchanges(FLIPPED).try_for_each(|reply| {
        super::not_completed(seen, &reply, "a requestState of which one bit is flipped")
    })?;
    // A server may give up a flow after the first bad try, and then refuses the others for that.
    for reply in seen.exchanges(AFTER_FLIPS) {
        if super::outcome(&reply)? != Outcome::Completed {
            return Err(Verdict::inconclusive(
                "a requestState is no good after one bad try, so most flips were not looked at",
            ));
        }
    }
    Ok(())
}

use super::Outcome;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::mrtr::STRIPPED;
use crate::probes::mrtr::states::{LENGTHENED, STATES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.state-lengthened",
    requirements: &["MRTR-STATE-TAMPER"],
    summary: "a requestState with more at its end is refused",
    severity: Severity::Medium,
    probe: &STATES,
    needs: &[],
    judge,
    remedy: "Read requestState to its end, and refuse whatever is there beside what this server put there.",
    classes: &["CWE-345"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 400 | error -32602
retry-with-lengthened-state | 400 | error -32602"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 400 | error -32602
retry-with-lengthened-state | 200 | ok"#,
            "completed a call with a requestState that had more at its end",
        ),
    ],
};

/// A warning at most: what is ignored changes nothing.
fn judge(seen: &Transcript) -> Judgement {
    super::completing(seen)?;
    seen.reply(LENGTHENED)?;
    let stripped = super::outcome(&seen.reply(STRIPPED)?)?;
    for reply in seen.exchanges(LENGTHENED) {
        let completed = super::outcome(&reply)? == Outcome::Completed;
        if completed && stripped == Outcome::Completed {
            return Err(Verdict::not_applicable("the tool completes without its state"));
        }
        reply.advise(!completed, || {
            "completed a call with a requestState that had more at its end".to_owned()
        })?;
    }
    Ok(())
}

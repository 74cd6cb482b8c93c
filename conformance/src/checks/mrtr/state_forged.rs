use super::Outcome;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::mrtr::{FORGED, FORGED_FIRST, MRTR};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.state-forged",
    requirements: &["MRTR-STATE-FORGED"],
    summary: "a requestState that was never issued is refused",
    severity: Severity::Critical,
    probe: &MRTR,
    needs: &[],
    judge,
    remedy: "Accept no requestState whose authentication code this server did not make.",
    classes: &["CWE-345"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
            retry | 200 | ok
            call-with-forged-state | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"t"}}
            retry-with-forged-state | 400 | error -32602"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
            retry | 200 | ok
            call-with-forged-state | 200 | ok"#,
            "skipped the input for a requestState that was never issued",
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
            retry | 200 | ok
            retry-without-state | 400 | error -32602
            call-with-forged-state | 400 | error -32602
            retry-with-forged-state | 200 | ok"#,
            "completed a call with a requestState that was never issued",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::completing(seen)?;
    let first = seen.reply(FORGED_FIRST)?;
    first.require(super::outcome(&first)? != Outcome::Completed, || {
        "skipped the input for a requestState that was never issued".to_owned()
    })?;
    super::not_completed(seen, &seen.reply(FORGED)?, "a requestState that was never issued")
}

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::mrtr::{MRTR, TAMPERED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.state-altered",
    requirements: &["MRTR-STATE-TAMPER"],
    summary: "a requestState that the client altered is refused",
    severity: Severity::Critical,
    probe: &MRTR,
    needs: &[],
    judge,
    remedy: "Authenticate requestState, for example with HMAC-SHA256 under a key of the server's, and check it before anything in it is used.",
    classes: &["CWE-565", "CWE-345"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
            note: argument canary-1
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
            retry | 200 | ok
            retry-without-state | 400 | error -32602
            retry-with-altered-state | 400 | error -32602
            retry | 200 | ok"#,
        ),
        passes(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
            retry | 200 | ok
            retry-with-altered-state | 200 | {"id":1,"result":{"isError":true,"content":[]}}"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
            note: argument canary-1
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
            retry | 200 | ok
            retry-without-state | 400 | error -32602
            retry-with-altered-state | 200 | ok"#,
            "completed a call with an altered requestState",
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
            retry | 200 | ok
            retry-with-altered-state | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"t"}}"#,
            "asked again instead of refusing an altered requestState",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::completing(seen)?;
    seen.reply(TAMPERED)?;
    seen.exchanges(TAMPERED)
        .try_for_each(|reply| super::not_completed(seen, &reply, "an altered requestState"))
}

use super::Outcome;
use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::probes::mrtr::{MRTR, OTHER_OWN, OTHER_USER, STRIPPED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.state-other-principal",
    requirements: &["MRTR-REPLAY-OTHER-PRINCIPAL"],
    summary: "a requestState is of no use to another user",
    severity: Severity::High,
    probe: &MRTR,
    needs: &[Need::Principals],
    judge,
    remedy: "Put the user into the authenticated part of requestState, and refuse it from anybody else.",
    classes: &["CWE-639", "MCP07:2025"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
            retry | 200 | ok
            other-user-retry | 200 | ok
            other-user-retry-with-foreign-state | 400 | error -32602"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
            retry | 200 | ok
            retry-without-state | 400 | error -32602
            other-user-retry | 200 | ok
            other-user-retry-with-foreign-state | 200 | ok"#,
            "completed another user's call with the requestState that was issued to the first",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::completing(seen)?;
    seen.control(OTHER_OWN)?;
    let reply = seen.reply(OTHER_USER)?;
    if super::outcome(&reply)? != Outcome::Completed {
        return Ok(());
    }
    if super::outcome(&seen.reply(STRIPPED)?)? == Outcome::Completed {
        return Err(Verdict::not_applicable("the tool completes without its state"));
    }
    // Nothing on the wire shows whether anything of the first user's was used.
    reply.advise(false, || {
        "completed another user's call with the requestState that was issued to the first".to_owned()
    })
}

use super::asked_modes;
use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::checks::mrtr::{Outcome, completed, completing, outcome};
use crate::probes::mrtr::{ASK, MRTR, OTHER_OWN, OTHER_USER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "elicitation.bound-to-user",
    requirements: &["ELIC-BOUND-TO-USER"],
    summary: "what one user was asked is not answered by another",
    severity: Severity::High,
    probe: &MRTR,
    needs: &[Need::Principals],
    judge,
    remedy: "Bind each elicitation to the user who set it off, and refuse the answer of anybody else.",
    classes: &["CWE-639", "MCP07:2025"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"method":"elicitation/create","message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 400 | error -32602
other-user-retry | 200 | ok
other-user-retry-with-foreign-state | 400 | error -32602"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"method":"elicitation/create","message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 400 | error -32602
other-user-retry | 200 | ok
other-user-retry-with-foreign-state | 200 | ok"#,
            "what the first user was asked to approve was done on the answer of another",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    completing(seen)?;
    let asked = seen.reply(ASK)?;
    let elicits = asked_modes(&asked).next().is_some();
    if !elicits {
        return Err(Verdict::not_applicable("the tool asks no user"));
    }
    seen.control(OTHER_OWN)?;
    let reply = seen.reply(OTHER_USER)?;
    if outcome(&reply)? != Outcome::Completed {
        return Ok(());
    }
    completed(
        seen,
        &reply,
        "what the first user was asked to approve was done on the answer of another",
    )
}

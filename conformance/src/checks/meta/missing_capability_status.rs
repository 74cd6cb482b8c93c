use super::lacking;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::mrtr::MRTR;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "meta.missing-capability-status",
    requirements: &["META-MISSING-CAPABILITY-HTTP-400"],
    summary: "over HTTP the error -32021 has the status 400",
    severity: Severity::Low,
    probe: &MRTR,
    needs: &[],
    judge,
    remedy: "Answer with status 400 where the error is -32021.",
    classes: &[],
    examples: &[
        passes(
            r#"ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create"}}}}
ask-without-capabilities | 400 | error -32021
ask-with-sampling | 400 | error -32021
ask-with-roots | 400 | error -32021"#,
        ),
        fails(
            r#"ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create"}}}}
ask-without-capabilities | 200 | error -32021
ask-with-sampling | 200 | error -32021
ask-with-roots | 200 | error -32021"#,
            "answered 200 with error -32021",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (reply, _) in lacking(seen)? {
        reply.require(reply.status() == 400, || format!("answered {}", reply.describe()))?;
    }
    Ok(())
}

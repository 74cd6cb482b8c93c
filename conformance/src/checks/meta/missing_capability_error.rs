use super::{asked_for, limited};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::{INVALID_PARAMS, MISSING_CAPABILITY};
use crate::probes::mrtr::MRTR;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "meta.missing-capability-error",
    requirements: &["META-MISSING-CAPABILITY-ERROR"],
    summary: "what needs a capability that was not declared is refused with -32021",
    severity: Severity::Medium,
    probe: &MRTR,
    needs: &[],
    judge,
    remedy: "Refuse with -32021 what cannot be done without asking a client that cannot be asked.",
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
ask-without-capabilities | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create"}}}}
ask-with-sampling | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create"}}}}
ask-with-roots | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create"}}}}"#,
            "asked for elicitation, which the request does not declare",
        ),
        fails(
            r#"ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create"}}}}
ask-without-capabilities | 400 | error -32603
ask-with-sampling | 400 | error -32603
ask-with-roots | 400 | error -32603"#,
            "answered 400 with error -32603 where elicitation was missing",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (reply, withheld) in limited(seen)? {
        let kind = withheld.join(" and ");
        reply.require(
            !asked_for(&reply).iter().any(|asked| withheld.contains(asked)),
            || format!("asked for {kind}, which the request does not declare"),
        )?;
        reply.answered()?;
        // Where a mode of elicitation is missing, the schema speaks of wrong parameters.
        let named = [MISSING_CAPABILITY, INVALID_PARAMS]
            .map(Some)
            .contains(&reply.error_code());
        reply.advise(named || reply.is_done(), || {
            format!("answered {} where {kind} was missing", reply.describe())
        })?;
    }
    Ok(())
}

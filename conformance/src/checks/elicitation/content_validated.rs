use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::mrtr::{Outcome, answered_well, outcome};
use crate::probes::mrtr::answers::{ANSWERS, MISFIT};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "elicitation.content-validated",
    requirements: &["ELIC-CONTENT-VALIDATED"],
    summary: "the content of a form is held against its schema",
    severity: Severity::Medium,
    probe: &ANSWERS,
    needs: &[],
    judge,
    remedy: "Validate what a form brings back against the schema that was sent with it, and refuse or ask again where it does not fit.",
    classes: &["CWE-20"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"method":"elicitation/create"}}}}
retry | 200 | {"id":1,"result":{"content":["yes"]}}
retry-with-misfit-content | 400 | error -32602"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"method":"elicitation/create"}}}}
retry | 200 | {"id":1,"result":{"content":["yes"]}}
retry-with-misfit-content | 200 | ok"#,
            "completed a call with content that does not fit the form",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    answered_well(seen)?;
    if seen.exchange(MISFIT).is_err() {
        return Err(super::super::absent(seen, "no tool asks for a form"));
    }
    for reply in seen.exchanges(MISFIT) {
        reply.advise(outcome(&reply)? != Outcome::Completed, || {
            "completed a call with content that does not fit the form".to_owned()
        })?;
    }
    Ok(())
}

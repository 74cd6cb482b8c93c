use super::asked_modes;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::not_halted;
use crate::probes::mrtr::CAPABLE;
use crate::probes::mrtr::answers::{ANSWERS, MODES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "elicitation.mode-respected",
    requirements: &["ELIC-MODE-RESPECTED"],
    summary: "only the modes of elicitation that the client declared are asked for",
    severity: Severity::Medium,
    probe: &ANSWERS,
    needs: &[],
    judge,
    remedy: "Look at the modes in the elicitation capability of the request before asking; an empty one means forms only.",
    classes: &["CWE-451"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
call-with-form-and-url | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"url"}}}}}
call-with-form | 400 | error -32021
call-with-url | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"url"}}}}}"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
call-with-form-and-url | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"url"}}}}}
call-with-form | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"url"}}}}}"#,
            "asked for the mode \"url\" where the client declares [\"form\"]",
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
call-with-form-and-url | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"form"}}}}}
call-with-url | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"form"}}}}}"#,
            "asked for the mode \"form\" where the client declares [\"url\"]",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CAPABLE)?;
    if !seen
        .exchanges(MODES[0].0)
        .any(|reply| asked_modes(&reply).next().is_some())
    {
        return Err(super::super::absent(seen, "no tool elicits"));
    }
    not_halted(seen)?;
    for (label, declared) in MODES {
        let declared: &[&str] = if declared.is_empty() { &["form"] } else { declared };
        for reply in seen.exchanges(label) {
            reply.answered()?;
            let undeclared = asked_modes(&reply).find(|mode| !declared.contains(&mode.as_str()));
            reply.require(undeclared.is_none(), || {
                let mode = undeclared.unwrap_or_default();
                format!("asked for the mode {mode:?} where the client declares {declared:?}")
            })?;
        }
    }
    Ok(())
}

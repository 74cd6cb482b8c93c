use super::{asked_modes, called};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::MISSING_CAPABILITY;
use crate::probes::mrtr::CAPABLE;
use crate::probes::mrtr::answers::{ANSWERS, MODES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "elicitation.empty-means-form",
    requirements: &["ELIC-EMPTY-MEANS-FORM"],
    summary: "an empty elicitation capability is taken for forms",
    severity: Severity::Low,
    probe: &ANSWERS,
    needs: &[],
    judge,
    remedy: "Read an empty elicitation capability as one that declares forms.",
    classes: &[],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
call-with-form | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"form"}}}}}
call-with-empty-elicitation | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"form"}}}}}"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
call-with-form | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"form"}}}}}
call-with-empty-elicitation | 400 | error -32021"#,
            "answered 400 with error -32021 to a client with an empty elicitation capability, and asks one that declares forms",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CAPABLE)?;
    let forms = seen
        .exchanges(MODES[1].0)
        .filter(|reply| asked_modes(reply).any(|mode| mode == "form"));
    let asking: Vec<String> = forms.map(|reply| called(&reply)).collect();
    if asking.is_empty() {
        return Err(super::super::absent(seen, "no tool asks for a form"));
    }
    seen.reply(MODES[3].0)?;
    for reply in seen
        .exchanges(MODES[3].0)
        .filter(|reply| asking.contains(&called(reply)))
    {
        reply.advise(reply.error_code() != Some(MISSING_CAPABILITY), || {
            let got = reply.describe();
            format!("answered {got} to a client with an empty elicitation capability, and asks one that declares forms")
        })?;
    }
    Ok(())
}

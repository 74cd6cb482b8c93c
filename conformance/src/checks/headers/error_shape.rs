use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::jsonrpc::HEADER_MISMATCH;
use crate::probes::WHOLE_RUN;
use crate::probes::headers::{
    AGREEING, METHOD_ABSENT, METHOD_ENCODED, METHOD_OTHER, METHOD_UPPER, NAME_ENCODED_OTHER, NAMED,
    PARAMETER_ABSENT, PARAMETER_OTHER, PARAMETERS_AGREEING,
};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.error-shape",
    requirements: &["HDR-MISMATCH-ERROR-SHAPE"],
    summary: "a header that disagrees is answered with 400 and -32020",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Answer every header that is missing, malformed or different from the body with status 400 and error -32020.",
    classes: &[],
    examples: &[
        passes("agreeing | 200 | ok\nmethod-absent | 400 | error -32020"),
        fails(
            "agreeing | 200 | ok\nmethod-absent | 400 | error -32600",
            r#"answered 400 with error -32600 to "method-absent""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(AGREEING)?;
    let always = [
        METHOD_ABSENT,
        METHOD_OTHER,
        METHOD_UPPER,
        METHOD_ENCODED,
        NAME_ENCODED_OTHER,
    ];
    let always = always.map(|label| (AGREEING, label));
    let named = NAMED
        .iter()
        .flat_map(|(_, agreeing, without, other)| [(*agreeing, *without), (*agreeing, *other)]);
    let parameters = [PARAMETER_OTHER, PARAMETER_ABSENT].map(|label| (PARAMETERS_AGREEING, label));
    // What is not served with the right headers has something else wrong with it, which may be found first.
    let labels = always
        .into_iter()
        .chain(named)
        .chain(parameters)
        .filter(|(agreeing, _)| seen.exchanges(agreeing).all(|reply| reply.is_done()));
    let mut refused = false;
    for reply in labels.flat_map(|(_, label)| seen.exchanges(label)) {
        reply.answered()?;
        if !reply.is_served() {
            let held = reply.status() == 400 && reply.error_code() == Some(HEADER_MISMATCH);
            reply.require(held, || {
                format!("answered {} to \"{}\"", reply.describe(), reply.label)
            })?;
            refused = true;
        }
    }
    if refused {
        Ok(())
    } else {
        Err(Verdict::inconclusive("requests with wrong headers are served"))
    }
}

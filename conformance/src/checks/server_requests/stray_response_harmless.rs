use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::answers_no_more;
use crate::probes::framing::{AFTER_RESPONSES, CONTROL, FRAMING, RESPONSES, STRAY};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "server-requests.stray-response-harmless",
    requirements: &["SRVREQ-LATE-OR-UNKNOWN-RESPONSE"],
    summary: "responses that nothing asked for, repeated and without form, do no harm",
    severity: Severity::High,
    probe: &FRAMING,
    needs: &[],
    judge,
    remedy: "Drop responses whose id is not that of an open request, and check the form of the others.",
    classes: &["CWE-754"],
    examples: &[
        passes(
            "control | 200 | ok\nresponse-result | no id | 202\nresponse-error | no id | 202\nresponse-repeated | no id | 400\nresponse-shapeless | no id | 202\nafter-responses | 200 | ok",
        ),
        fails(
            "control | 200 | ok\nresponse-result | no id | 202\nresponse-error | no id | 202\nresponse-repeated | no id | 500\nresponse-shapeless | no id | 202\nafter-responses | 200 | ok",
            "answered 500 to \"response-repeated\"",
        ),
        fails(
            r"in: 2025-11-25 stdio
control | ok
response-result | no id | nothing-due
response-error | no id | nothing-due
response-repeated | no id | nothing-due
response-shapeless | no id | nothing-due
after-responses | closed",
            "after responses that nothing asked for the target answers no more: closed",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    let labels = RESPONSES.iter().map(|(label, _)| label).chain(STRAY);
    for label in labels {
        let reply = seen.exchange(label)?;
        reply.not_busy()?;
        reply.require(reply.status() < 500, || {
            format!("answered {} to {label:?}", reply.status())
        })?;
    }
    seen.exchange(AFTER_RESPONSES)?;
    let controls: Vec<_> = seen.exchanges(AFTER_RESPONSES).collect();
    if let Some(gone) = answers_no_more(seen, &controls) {
        return Err(Verdict::Fail(gone.finding(format!(
            "after responses that nothing asked for the target answers no more: {}",
            gone.describe()
        ))));
    }
    seen.control(AFTER_RESPONSES)
}

use super::Outcome;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::mrtr::{MRTR, STRIPPED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.unsolicited-answers",
    requirements: &["MRTR-UNSOLICITED-RESPONSES"],
    summary: "answers that nobody asked for do not count where a state says what was asked",
    severity: Severity::Medium,
    probe: &MRTR,
    needs: &[],
    judge,
    remedy: "Take inputResponses only together with the requestState of the question that they answer.",
    classes: &["CWE-345"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
            retry | 200 | ok
            retry-without-state | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"t"}}"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
            retry | 200 | ok
            retry-without-state | 200 | ok"#,
            "completed a call whose answers came without the requestState of the question",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::completing(seen)?;
    let reply = seen.reply(STRIPPED)?;
    // A stateless tool may do so, hence a warning.
    reply.advise(super::outcome(&reply)? != Outcome::Completed, || {
        "completed a call whose answers came without the requestState of the question".to_owned()
    })
}

use super::Outcome;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::mrtr::{EXTRA, MRTR, RETRY};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.extra-answers-ignored",
    requirements: &["MRTR-EXTRA-RESPONSES-IGNORED"],
    summary: "an answer that was not asked for does not spoil those that were",
    severity: Severity::Low,
    probe: &MRTR,
    needs: &[],
    judge,
    remedy: "Ignore keys of inputResponses that were not in inputRequests.",
    classes: &[],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
            retry | 200 | ok
            retry-with-extra-answer | 200 | ok"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
            retry | 200 | ok
            retry-with-extra-answer | 400 | error -32602"#,
            "answered 400 with error -32602 to good answers with one more that was not asked for",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::interims(seen)?;
    seen.reply(RETRY)?;
    for reply in seen.exchanges(RETRY) {
        if super::outcome(&reply)? != Outcome::Completed {
            return Err(Verdict::inconclusive(
                "the retry with good answers alone was not completed",
            ));
        }
    }
    let reply = seen.reply(EXTRA)?;
    reply.advise(super::outcome(&reply)? == Outcome::Completed, || {
        format!(
            "answered {} to good answers with one more that was not asked for",
            reply.describe()
        )
    })
}

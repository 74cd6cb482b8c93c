use super::Outcome;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::mrtr::{MRTR, RETRY, ROUND};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.completes",
    requirements: &["MRTR-COMPLETES"],
    summary: "a call is completed once its questions are answered",
    severity: Severity::Medium,
    probe: &MRTR,
    needs: &[],
    judge,
    remedy: "Look for the answers in inputResponses under the keys that the questions had, and ask again only for what is missing.",
    classes: &["CWE-835"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
            retry | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"t"}}
            round | 200 | ok"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
            retry | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"t"}}
            round | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"u"}}"#,
            "still asks after every question was answered, round for round",
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
            retry | 400 | error -32603"#,
            "answered 400 with error -32603 to a retry with good answers",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::interims(seen)?;
    let last = seen
        .exchanges(ROUND)
        .last()
        .map_or_else(|| seen.reply(RETRY), Ok)?;
    match super::outcome(&last)? {
        Outcome::Completed => Ok(()),
        Outcome::Asked => last.advise(false, || {
            "still asks after every question was answered, round for round".to_owned()
        }),
        // The answers are made from a schema, and a tool may know better.
        Outcome::Refused if last.is_served() => {
            Err(Verdict::inconclusive("the tool reports an error in its result"))
        }
        Outcome::Refused => last.advise(false, || {
            format!("answered {} to a retry with good answers", last.describe())
        }),
    }
}

use super::Outcome;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::mrtr::answers::{ANSWERS, NONE, OTHER_KEY, PARTIAL};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.missing-answers-asked-again",
    requirements: &["MRTR-MISSING-RESPONSES-REASKED"],
    summary: "what was not answered is asked again, and never assumed",
    severity: Severity::High,
    probe: &ANSWERS,
    needs: &[],
    judge,
    remedy: "Ask again for whatever is missing in inputResponses; take nothing for an answer that was not given.",
    classes: &["CWE-636", "CWE-345"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"method":"elicitation/create"}}}}
retry | 200 | {"id":1,"result":{"content":["yes"]}}
retry-without-answers | 200 | {"id":1,"result":{"resultType":"input_required"}}
retry-with-answer-for-other-key | 200 | {"id":1,"result":{"resultType":"input_required"}}"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"method":"elicitation/create"}}}}
retry | 200 | {"id":1,"result":{"content":["yes"]}}
retry-without-answers | 200 | {"id":1,"result":{"content":["yes"]}}"#,
            "completed a call as if its question had been answered",
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"method":"elicitation/create"}}}}
retry | 200 | {"id":1,"result":{"content":["yes"]}}
retry-without-answers | 200 | {"id":1,"result":{"resultType":"input_required"}}
retry-with-answer-for-other-key | 400 | error -32603"#,
            "answered 400 with error -32603 to a retry without the answer, instead of asking again",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::answered_well(seen)?;
    seen.reply(NONE)?;
    for label in [NONE, OTHER_KEY, PARTIAL] {
        for reply in seen.exchanges(label) {
            match super::outcome(&reply)? {
                Outcome::Asked => {}
                Outcome::Refused => reply.advise(false, || {
                    let got = reply.describe();
                    format!("answered {got} to a retry without the answer, instead of asking again")
                })?,
                // What was asked for may have been optional, and there are tools that always say the same.
                Outcome::Completed if !super::is_approval(seen) => {
                    reply.advise(!super::says_as_answered(seen, &reply), || {
                        "completed a call as if its question had been answered".to_owned()
                    })?;
                }
                Outcome::Completed => reply.require(!super::says_as_answered(seen, &reply), || {
                    "completed a call as if its question had been answered".to_owned()
                })?,
            }
        }
    }
    seen.reply(OTHER_KEY).map(|_| ())
}

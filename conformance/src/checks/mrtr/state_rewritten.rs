use super::Outcome;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::mrtr::states::{REWRITTEN, STATES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.state-rewritten",
    requirements: &["MRTR-STATE-SEMANTIC-TAMPER"],
    summary: "a requestState whose meaning was rewritten is refused, signed or not",
    severity: Severity::Critical,
    probe: &STATES,
    needs: &[],
    judge,
    remedy: "Verify the authentication code of requestState before its content is read, with one algorithm that the server chose.",
    classes: &["CWE-565", "CWE-347", "MCP07:2025"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 400 | error -32602
retry-with-rewritten-state | 400 | error -32602"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | {"id":1,"result":{"content":["deleted canary-1"]}}
retry-without-state | 400 | error -32602
retry-with-rewritten-state | 200 | {"id":1,"result":{"content":["deleted everything"]}}"#,
            "completed a call with a requestState whose meaning was rewritten",
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | {"id":1,"result":{"content":["deleted canary-1"]}}
retry-without-state | 400 | error -32602
retry-with-rewritten-state | 200 | {"id":1,"result":{"content":["deleted canary-1"]}}"#,
            "took a requestState whose meaning was rewritten, without effect on the result",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::completing(seen)?;
    if seen.exchange(REWRITTEN).is_err() {
        return Err(super::super::absent(seen, "its requestState shows no meaning"));
    }
    seen.exchanges(REWRITTEN).try_for_each(|reply| {
        if super::outcome(&reply)? == Outcome::Completed && super::says_as_answered(seen, &reply) {
            // It may be that nothing depends on what was rewritten.
            return reply.advise(false, || {
                "took a requestState whose meaning was rewritten, without effect on the result".to_owned()
            });
        }
        super::not_completed(seen, &reply, "a requestState whose meaning was rewritten")
    })
}

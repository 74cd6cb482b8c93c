use super::Outcome;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::mrtr::states::{OTHER_TOOL, OTHER_TOOL_FOREIGN, OTHER_TOOL_STRIPPED, STATES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.state-other-tool",
    requirements: &["MRTR-REPLAY-OTHER-METHOD"],
    summary: "a requestState is of no use to another tool",
    severity: Severity::High,
    probe: &STATES,
    needs: &[],
    judge,
    remedy: "Put the method and the name of the tool into the authenticated part of requestState, and refuse it elsewhere.",
    classes: &["CWE-345", "CWE-294"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 400 | error -32602
other-tool-retry | 200 | ok
other-tool-retry-without-state | 200 | {"id":1,"result":{"resultType":"input_required"}}
other-tool-retry-with-foreign-state | 400 | error -32602"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 400 | error -32602
other-tool-retry | 200 | ok
other-tool-retry-without-state | 200 | {"id":1,"result":{"resultType":"input_required"}}
other-tool-retry-with-foreign-state | 200 | ok"#,
            "completed a call with the requestState of another tool",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::completing(seen)?;
    if seen.exchange(OTHER_TOOL).is_err() {
        return Err(super::super::absent(
            seen,
            "no second read-only tool asks for input",
        ));
    }
    for (label, needed) in [(OTHER_TOOL, true), (OTHER_TOOL_STRIPPED, false)] {
        if (super::outcome(&seen.reply(label)?)? == Outcome::Completed) != needed {
            return Err(Verdict::not_applicable(
                "the second tool does not depend on its state",
            ));
        }
    }
    let reply = seen.reply(OTHER_TOOL_FOREIGN)?;
    reply.advise(super::outcome(&reply)? != Outcome::Completed, || {
        "completed a call with the requestState of another tool".to_owned()
    })
}

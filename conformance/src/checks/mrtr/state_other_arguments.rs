use super::Outcome;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::mrtr::{MRTR, OTHER_ARGUMENT, OTHER_ARGUMENTS, STRIPPED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.state-other-arguments",
    requirements: &["MRTR-REPLAY-OTHER-ARGUMENTS"],
    summary: "a requestState is good for the arguments that it was issued for",
    severity: Severity::High,
    probe: &MRTR,
    needs: &[],
    judge,
    remedy: "Put a digest of the method and its arguments into the authenticated part of requestState, and refuse it with others.",
    classes: &["CWE-345", "CWE-294"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
            note: other-argument canary-2
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
            retry | 200 | ok
            retry-with-other-arguments | 400 | error -32602"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
            note: argument canary-1
            note: other-argument canary-2
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
            retry | 200 | ok
            retry-without-state | 400 | error -32602
            retry-with-other-arguments | 200 | {"id":1,"result":{"content":[{"type":"text","text":"did canary-2"}]}}"#,
            "what the user approved for one argument was done with another",
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
            note: other-argument canary-2
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}
            retry | 200 | ok
            retry-without-state | 400 | error -32602
            retry-with-other-arguments | 200 | ok"#,
            "completed a call with other arguments than those that its requestState was issued for",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::completing(seen)?;
    let Some(other) = seen.note(OTHER_ARGUMENT) else {
        return Err(Verdict::not_applicable(
            "the tool that asks for input takes no free text",
        ));
    };
    let reply = seen.reply(OTHER_ARGUMENTS)?;
    if super::outcome(&reply)? != Outcome::Completed {
        return Ok(());
    }
    if super::outcome(&seen.reply(STRIPPED)?)? == Outcome::Completed {
        return Err(Verdict::not_applicable("the tool completes without its state"));
    }
    let took_effect = reply
        .result()
        .is_some_and(|result| result.to_string().contains(other));
    reply.require(!(took_effect && super::is_approval(seen)), || {
        "what the user approved for one argument was done with another".to_owned()
    })?;
    reply.advise(false, || {
        "completed a call with other arguments than those that its requestState was issued for".to_owned()
    })
}

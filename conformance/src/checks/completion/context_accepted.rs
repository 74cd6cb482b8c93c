use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::features::{ALIVE, COMPLETION, WITH_CONTEXT, WITHOUT_CONTEXT};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "completion.context-accepted",
    requirements: &["COMP-CONTEXT-ACCEPTED"],
    summary: "arguments that were resolved before are accepted",
    severity: Severity::Low,
    probe: &COMPLETION,
    needs: &[],
    judge,
    remedy: "Accept `context.arguments`, whether or not they change what is suggested.",
    classes: &[],
    examples: &[
        passes("alive | 200 | ok\ncomplete-without-context | 200 | ok\ncomplete-with-context | 200 | ok"),
        fails(
            "alive | 200 | ok\ncomplete-without-context | 200 | ok\ncomplete-with-context | 200 | error -32602",
            "answered 200 with error -32602 to a completion with a context",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(ALIVE)?;
    if seen.exchange(WITHOUT_CONTEXT).is_err() {
        return Err(Verdict::not_applicable(
            "no prompt and no template has an argument to complete",
        ));
    }
    seen.control(WITHOUT_CONTEXT)?;
    let reply = seen.reply(WITH_CONTEXT)?;
    reply.advise(reply.is_served(), || {
        format!("answered {} to a completion with a context", reply.describe())
    })
}
